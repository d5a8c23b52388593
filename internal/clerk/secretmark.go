package clerk

import (
	"context"
	"errors"
	"fmt"

	"inquiryd/internal/register"
)

// secretNote holds the mark of the secret that signed the letters so far.
const secretNote = "secret"

// knowSecret says, at the start, that the secret is another one than before: it
// was lost and made anew, or several daemons on one register have one each. No
// reply to an earlier letter proves itself then.
func (d *Desk) knowSecret(ctx context.Context, tx *register.Tx) error {
	if d.Signer == nil {
		return nil
	}
	mark := d.Signer.Mark()
	before, at, err := tx.Note(ctx, secretNote)
	switch {
	case errors.Is(err, register.ErrNotFound):
		return tx.SetNote(ctx, secretNote, mark, d.Now())
	case err != nil || before == mark:
		return err
	}
	d.Log.Error("the secret that signs reply addresses is another one than before: replies to earlier letters are held", "before_since", at)
	w := &work{Desk: d, tx: tx, now: d.Now()}
	return errors.Join(tx.SetNote(ctx, secretNote, mark, d.Now()),
		w.task(ctx, "", fmt.Sprintf("the secret that signs reply addresses is another one since %s: replies to letters from before are held; "+
			"put the old secret back if it is not lost, and give all daemons the same", d.Now().In(d.Place).Format("2006-01-02 15:04"))))
}
