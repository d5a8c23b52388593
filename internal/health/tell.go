package health

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"inquiryd/internal/outside"
	"inquiryd/notify"
)

// tellTime bounds one try to tell alarms.
const tellTime = time.Minute

// tell sends news through the second channel: one mail to each recipient, and
// the command. It has worked when anybody got it; what went wrong for others
// is only logged. Without a channel there is only the log.
func (h *Health) tell(ctx context.Context, now time.Time, all []news) error {
	ctx, cancel := context.WithTimeout(ctx, tellTime)
	defer cancel()
	subject, text := h.compose(now, all)
	var errs []error
	ways := 0
	try := func(err error) {
		ways++
		if err != nil {
			errs = append(errs, err)
		}
	}
	for _, to := range h.Alarm.To {
		try(h.mail(ctx, now, to, subject, text))
	}
	if len(h.Alarm.Command) > 0 {
		try(h.command(ctx, subject+"\n\n"+text))
	}
	err := errors.Join(errs...)
	if len(errs) < ways {
		if err != nil {
			h.Log.Error("an alarm was not told to all", "err", err)
		}
		return nil
	}
	return err
}

// mail sends the text to one recipient. The server's word on failure may hold
// that address, which is an operator's.
func (h *Health) mail(ctx context.Context, now time.Time, to, subject, text string) error {
	_, domain, _ := strings.Cut(h.Alarm.From, "@")
	raw, err := notify.Plain{From: notify.Address{Name: "inquiryd", Address: h.Alarm.From}, To: notify.Address{Address: to},
		Subject: subject, Text: text, MessageID: "alarm." + strings.ToLower(rand.Text()) + "@" + domain, Date: now.In(h.Place)}.Compose()
	if err != nil {
		return fmt.Errorf("write alarm: %w", err)
	}
	if _, err := h.Poster.Post(ctx, h.Alarm.From, to, raw); err != nil {
		return fmt.Errorf("mail alarm: %w", err)
	}
	return nil
}

// command hands the text to a program, which gets nothing else of ours: no
// shell, no argument but those configured, and no secret of the environment.
func (h *Health) command(ctx context.Context, text string) error {
	c := outside.Command{Words: h.Alarm.Command, Limit: tellTime, Env: []string{}}
	for _, name := range []string{"PATH", "HOME", "LANG", "TZ"} {
		if value, ok := os.LookupEnv(name); ok {
			c.Env = append(c.Env, name+"="+value)
		}
	}
	if _, err := c.Run(ctx, strings.NewReader(text)); err != nil {
		return fmt.Errorf("tell an alarm by its command: %w", err)
	}
	return nil
}

// compose is one text for all news: what is new first.
func (h *Health) compose(now time.Time, all []news) (subject, text string) {
	w := h.words(h.Language)
	var title []string
	var b strings.Builder
	for _, t := range []turn{begins, stays, ends} {
		var names []string
		for _, n := range all {
			if n.turn != t {
				continue
			}
			if len(names) == 0 {
				fmt.Fprintln(&b, w.turn(t))
			}
			names = append(names, n.Name)
			h.lines(&b, w, n)
		}
		if len(names) > 0 {
			title = append(title, fmt.Sprintf("%s %s", strings.TrimSuffix(w.turn(t), ":"), strings.Join(names, ", ")))
			fmt.Fprintln(&b)
		}
	}
	host, err := os.Hostname()
	if err != nil {
		host = h.Holder
	}
	fmt.Fprintf(&b, w.Footer+"\n", host, h.moment(now))
	return h.Name + ": " + strings.Join(title, "; "), b.String()
}

func (h *Health) lines(b *strings.Builder, w phrases, n news) {
	if n.turn == ends {
		fmt.Fprintf(b, "- %s: "+w.Over+"\n", n.Name, h.moment(n.Since))
		return
	}
	for _, f := range n.findings {
		fmt.Fprintf(b, "- %s: %s\n", f.name, h.sentence(h.Language, f))
	}
}
