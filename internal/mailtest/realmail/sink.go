package realmail

import (
	"fmt"
	"os"
	"os/user"
	"testing"
)

// SMTPSink starts Postfix' smtp-sink, an SMTP server that is not ours, with
// its own options, as "-r", "RCPT" for 450 at each RCPT. It returns host:port.
func SMTPSink(t testing.TB, options ...string) (addr string) {
	t.Helper()
	program := Need(t, "smtp-sink", "postfix")
	addr = fmt.Sprintf("127.0.0.1:%d", freePort(t))
	if os.Geteuid() == 0 {
		if nobody, err := user.Lookup("nobody"); err == nil {
			options = append(options, "-u", nobody.Username)
		}
	}
	p := start(t, program, append(options, addr, "100")...)
	t.Cleanup(p.stop)
	p.ready(t, addr)
	return addr
}
