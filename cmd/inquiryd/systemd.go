package main

import (
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
)

// notifySystemd tells systemd how the daemon is, as sd_notify(3) does. Without
// systemd it does nothing; nobody needs to know when that goes wrong.
func notifySystemd(state string) { _, _ = daemon.SdNotify(false, state) }

// slowestBeat is how often the bell beats when nobody waits for it.
const slowestBeat = 15 * time.Second

// beatEvery is how often the bell beats: twice in the time after which systemd's
// watchdog takes the daemon for hung, if there is one. Bells know whole seconds.
func beatEvery() time.Duration {
	limit, err := daemon.SdWatchdogEnabled(false)
	if err != nil || limit == 0 {
		return slowestBeat
	}
	return max(min(limit/2, slowestBeat).Truncate(time.Second), time.Second)
}

// status returns a function that tells systemd a line for people, when it is
// another than the last.
func status(line func() string) func() {
	last := ""
	return func() {
		if now := line(); now != last {
			last = now
			notifySystemd("STATUS=" + now)
		}
	}
}
