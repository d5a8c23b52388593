package register

// Effort is what a register had to do since it was opened: unlike time it is the
// same on every machine.
type Effort struct {
	Statements int64 // within transactions
	Rows       int64 // that they returned
}

// Effort counts what was done until now.
func (r *Register) Effort() Effort {
	e := Effort{Statements: r.write.statements.Load(), Rows: r.write.read.Load()}
	if r.read != r.write {
		e.Statements += r.read.statements.Load()
		e.Rows += r.read.read.Load()
	}
	return e
}

// Since is what was done between an earlier moment and e.
func (e Effort) Since(before Effort) Effort {
	return Effort{Statements: e.Statements - before.Statements, Rows: e.Rows - before.Rows}
}
