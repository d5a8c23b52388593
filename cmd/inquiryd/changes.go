package main

import (
	"context"
	"slices"
	"time"
)

// How changes of the configuration's files are noticed.
const (
	quiet   = 500 * time.Millisecond // after the last change: an editor writes several times
	another = 3 * time.Second        // before a file with mistakes is refused, or one that says less is taken: it may be half written
	regular = time.Minute            // between looks without a sign: not every file system gives one
)

// changes are the signs that the configuration is to be read again.
type changes struct {
	*live
	stir <-chan struct{} // something happened to the files
	sync func()          // watches the files that count now
}

// watch takes over changes of the configuration until ctx ends, by SIGHUP or
// as soon as its files change; post sends what is written about one that is
// refused. The returned function waits for its end.
func (l *live) watch(ctx context.Context, post func(context.Context)) (stop func(context.Context) error) {
	l.post = post
	files := watchFiles(l.log)
	c := changes{l, files.stir, func() { files.follow(l.sources()) }}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer files.close()
		c.take(ctx)
	}()
	return func(limit context.Context) error {
		cancel()
		select {
		case <-done:
			return nil
		case <-limit.Done():
			return limit.Err()
		}
	}
}

// take waits for signs and reads the configuration again. What is found by
// itself is taken only when the files differ from what was last seen; what is
// wrong in them, or gone from them, must be so a little later still.
func (c changes) take(ctx context.Context) {
	seen, doubted := c.now.Load().config.content, [32]byte{}
	look := time.NewTimer(0) // something may have changed since the start
	defer look.Stop()
	for {
		c.sync()
		next := regular
		select {
		case <-ctx.Done():
			return
		case <-c.stir:
			next = quiet
		case <-c.asked:
			c.log.Info("asked to read the configuration again")
			seen, _ = c.read(ctx, false)
		case <-look.C:
			content := c.sources().digest()
			if content == seen {
				break
			}
			patient := content != doubted
			read, err := c.read(ctx, patient)
			if patient && err != nil {
				c.log.Debug("the changed configuration may be half written: it is looked at once more", "why", err)
				doubted, next = read, another
				break
			}
			seen = read
		}
		look.Reset(next)
	}
}

// read reloads, tells systemd what goes on, and returns the digest of what was
// read.
func (c changes) read(ctx context.Context, patient bool) (content [32]byte, err error) {
	notifySystemd(reloading())
	defer notifySystemd("READY=1")
	files := c.sources()
	before := files.digest()
	err = c.reload(ctx, patient)
	switch now := c.sources(); {
	case slices.Equal(now, files):
		return before, err // what changed since differs from it, and is read next
	case err == nil:
		return c.now.Load().config.content, nil
	default:
		return now.digest(), err
	}
}
