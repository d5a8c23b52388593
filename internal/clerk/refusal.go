package clerk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"inquiryd/intake"
	"inquiryd/notify"
)

// refusal tells a stranger politely that this mailbox is not for them, when
// that is switched on, and says for the ledger what was done, or why nothing.
// It goes only where it cannot do harm (RFC 3834 section 2): to an address
// whose domain vouches for the mail, that wrote to us by name, once a day, and
// by the null reverse path.
func (w *work) refusal(ctx context.Context) (why string, sent bool, err error) {
	if !w.Config.RefuseStrangers {
		return "", false, nil
	}
	if why, err = w.unfitForRefusal(ctx); why != "" || err != nil {
		return "; no refusal sent: " + why, false, err
	}
	model := notify.Model{Inquiry: notify.InquiryView{ArrivedAt: w.line.ArrivedAt.In(w.Place)}}
	err = w.write(ctx, draft{kind: notify.Refusal, n: 1, to: notify.Address{Address: w.mail.From[0].Address}, role: notify.Stranger, model: model,
		reply: w.mail.MessageID, thread: []string{w.mail.MessageID}, auto: "auto-replied", null: true})
	if errors.Is(err, notify.ErrBadMail) {
		return "; no refusal sent: its sender's address cannot be written to", false, nil
	}
	return "; a polite refusal was sent", true, err
}

// unfitForRefusal is why a stranger's mail is left without an answer.
func (w *work) unfitForRefusal(ctx context.Context) (string, error) {
	m := w.mail
	switch {
	case w.auth != intake.AuthPass:
		return "its sender's address is not proved", nil
	case m.Nature != intake.Person || len(m.From) != 1:
		return "it is not one person's mail", nil
	case !w.writtenToUs():
		return "it does not name this mailbox as its recipient", nil
	case robotic(m.From[0].Address):
		return "nobody reads at its sender's address", nil
	}
	since := w.now.Add(-day)
	kinds := kindNames(notify.Refusal)
	one, err := w.tx.CountLetters(ctx, m.From[0].Address, kinds, since)
	if err != nil {
		return "", fmt.Errorf("count refusals: %w", err)
	}
	if one > 0 {
		return "the sender got one within a day", nil
	}
	all, err := w.tx.CountLetters(ctx, "", kinds, since)
	if err != nil {
		return "", fmt.Errorf("count refusals: %w", err)
	}
	if all >= w.Config.MaxRefusals {
		return "there were too many within a day", nil
	}
	return "", nil
}

// writtenToUs says whether the mail names the mailbox, or a tagged address of
// it, in To or Cc: what came by Bcc, an alias or a list is not answered (RFC
// 5230 section 4.5).
func (w *work) writtenToUs() bool {
	local, domain, _ := strings.Cut(strings.ToLower(w.Office.Mailbox), "@")
	return slices.ContainsFunc(slices.Concat(w.mail.To, w.mail.Cc), func(a intake.Address) bool {
		l, d, _ := strings.Cut(strings.ToLower(a.Address), "@")
		l, _, _ = strings.Cut(l, "+")
		return l == local && d == domain
	})
}

// robotic tells addresses behind which nobody reads (RFC 3834 section 2, RFC
// 5230 section 4.6).
func robotic(address string) bool {
	local, _, _ := strings.Cut(strings.ToLower(address), "@")
	plain := strings.NewReplacer("-", "", "_", "", ".", "").Replace(local)
	return strings.HasPrefix(local, "owner-") || strings.HasSuffix(local, "-request") || strings.HasSuffix(local, "-bounces") ||
		slices.ContainsFunc([]string{"noreply", "donotreply", "mailerdaemon", "postmaster", "listserv", "majordomo", "bounce", "svarikke"},
			func(name string) bool { return strings.HasPrefix(plain, name) })
}
