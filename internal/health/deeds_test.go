package health_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"time"

	"inquiryd/internal/register"
)

func (h *house) letter(key string) { h.letterAt(key, h.now()) }

func (h *house) letterAt(key string, at time.Time) {
	h.t.Helper()
	h.do(func(ctx context.Context, tx *register.Tx) error {
		_, err := tx.AddLetter(ctx, &register.Letter{Key: key, Kind: key, Recipient: "kanarie@medlem.example", MessageID: key + "@kk.example",
			Subject: "Kanariekvidder", Raw: []byte("Subject: Kanariekvidder\r\n\r\n"), Due: at})
		return err
	})
}

// hold files an inquiry that the registrar must decide.
func (h *house) hold() {
	h.t.Helper()
	h.receive(77, register.Held)
	h.do(func(ctx context.Context, tx *register.Tx) error {
		q := register.Inquiry{Ledger: 1, Member: "kanarie@medlem.example", Subject: "Kanariekvidder", ArrivedAt: h.now()}
		err := tx.AddInquiry(ctx, &q)
		c := register.Case{Inquiry: q.ID, State: register.StateHeld, OpenedAt: h.now(), UpdatedAt: h.now()}
		return errors.Join(err, tx.AddCase(ctx, &c, 2026))
	})
}

func (h *house) stick() {
	h.t.Helper()
	h.do(func(ctx context.Context, tx *register.Tx) error { return h.stickAt(ctx, tx, h.now()) })
}

func (h *house) stickAt(ctx context.Context, tx *register.Tx, at time.Time) error {
	_, err := tx.Stick(ctx, register.Receipt{Mailbox: "INBOX", UIDValidity: 1, UID: 500}, "cut", at)
	return err
}

func (h *house) unstick() { h.receive(500, register.Ignored) }

// settle decides about the mail with the first line.
func (h *house) settle(line int64) {
	h.t.Helper()
	h.do(func(ctx context.Context, tx *register.Tx) error {
		return tx.Settle(ctx, line, register.Ignored, "because", 0, "")
	})
}

// receiveDaily lets time pass in which mail comes twice a day.
func (h *house) receiveDaily(d time.Duration) {
	h.t.Helper()
	for uid := uint32(1000); d > 0; uid++ {
		h.receive(uid, register.Ignored)
		h.pass(min(d, 12*time.Hour))
		d -= 12 * time.Hour
	}
}

// away takes the register from the daemon.
func (h *house) away() {
	h.t.Helper()
	if err := h.reg.Close(); err != nil {
		h.t.Fatal(err)
	}
	h.care.Look(h.t.Context())
}

func (h *house) get(path string) (int, string) {
	w := httptest.NewRecorder()
	h.board().Handler().ServeHTTP(w, httptest.NewRequestWithContext(h.t.Context(), "GET", path, nil))
	return w.Code, w.Body.String()
}

func (h *house) metrics() string {
	_, text := h.get("/metrics")
	return text
}
