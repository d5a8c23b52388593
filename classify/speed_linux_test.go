package classify

import (
	"time"

	"golang.org/x/sys/unix"
)

// spent is the time that this thread has worked: unlike the clock it does not
// run on while a busy machine lets the thread wait.
func spent() time.Duration {
	var ts unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &ts); err != nil {
		panic(err)
	}
	return time.Duration(ts.Nano())
}
