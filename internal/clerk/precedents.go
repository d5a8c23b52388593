package clerk

import (
	"context"

	"inquiryd/intake"
	"inquiryd/internal/precedent"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

import ()

// newPrecedents makes what finds earlier questions like those of a case.
func (d *Desk) newPrecedents() *precedent.Finder {
	return &precedent.Finder{Classifier: d.Classifier, Place: d.Place, Limits: d.Intake.Limits, Log: d.Log,
		Administration: func(id string) (notify.AdministrationView, bool) {
			a, ok := d.administration(id)
			return d.administrationView(a), ok
		},
		Answers: func(ctx context.Context, tx *register.Tx, c register.Case) ([]register.Letter, error) {
			return (&work{Desk: d, tx: tx}).answersSent(ctx, c)
		}}
}

// withoutEarlier takes the letters of earlier cases that travelled with ours off an
// official's mail.
func (w *work) withoutEarlier(ctx context.Context, c register.Case, m *intake.Mail) error {
	return w.precedents.Without(ctx, w.tx, c, m)
}
