package register

import (
	"context"
	"fmt"
	"time"
)

// wakeful is how often a transaction speaks while something else is awaited: a
// server ends one that says nothing for 15 seconds, see postgresConfig.
const wakeful = 5 * time.Second

// Meanwhile runs do, which may take long and must not use the transaction. The
// server sees that the transaction lives, though it stands still. A panic of do
// is an error.
func (tx *Tx) Meanwhile(ctx context.Context, do func(context.Context) error) error {
	if tx.r.dialect.oneWriter {
		return do(ctx)
	}
	if _, err := tx.ready(ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan error, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				done <- fmt.Errorf("panic: %v", p)
			}
		}()
		done <- do(ctx)
	}()
	word := time.NewTicker(wakeful)
	defer word.Stop()
	for {
		select {
		case err := <-done:
			return err
		case <-word.C:
			if _, err := tx.execNow(ctx, "SELECT 1", nil); err != nil {
				cancel()
				<-done
				return err
			}
		}
	}
}
