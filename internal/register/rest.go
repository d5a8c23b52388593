package register

import (
	"context"
	"fmt"
)

// Rest gives back memory that is only worth its while as long as there is work:
// the pages that SQLite keeps, and connections that read. What comes next takes
// them again. With PostgreSQL there is nothing to give back.
func (r *Register) Rest(ctx context.Context) error {
	if r.read == nil || r.read == r.write {
		return nil
	}
	r.read.db.SetMaxIdleConns(0) // closes those that nobody uses
	r.read.db.SetMaxIdleConns(sqliteReaders)
	if r.checkpointer != nil {
		r.checkpointer.rest()
	}
	if _, err := r.write.db.ExecContext(ctx, "PRAGMA shrink_memory"); err != nil {
		return fmt.Errorf("shrink the register's memory: %w", r.fault(err))
	}
	return nil
}
