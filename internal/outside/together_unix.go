//go:build unix

package outside

import (
	"os/exec"
	"syscall"
)

// together makes a command one group with all that it starts, which is killed
// when its time is over. end kills what is left of the group.
func together(cmd *exec.Cmd) (end func()) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	kill := func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.Cancel = kill
	return func() { _ = kill() } // it may have left by itself
}
