package main

import (
	"net"
	"os"
)

// notifySystemd tells systemd how the daemon is, as sd_notify(3) does. Without
// systemd it does nothing; nobody needs to know when that goes wrong.
func notifySystemd(state string) {
	socket := os.Getenv("NOTIFY_SOCKET")
	if socket == "" {
		return
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		return
	}
	defer conn.Close()
	_, _ = conn.Write([]byte(state))
}
