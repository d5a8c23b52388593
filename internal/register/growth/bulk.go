package growth

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/klauspost/compress/zstd"

	"inquiryd/internal/register"
)

// Grow makes a register of n cases at cfg, where there is none yet, the last
// of them just before end.
func Grow(ctx context.Context, cfg register.Config, n int, end time.Time) error {
	r, err := register.Open(ctx, cfg) // makes the tables
	if err != nil {
		return err
	}
	if err := r.Close(); err != nil {
		return err
	}
	into, err := openBulk(ctx, cfg)
	if err != nil {
		return err
	}
	g := &grower{bulk: into, n: n, end: end}
	if g.encoder, err = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest)); err != nil {
		return err
	}
	err = errors.Join(g.grow(ctx), into.close(ctx))
	if err != nil {
		return fmt.Errorf("grow register: %w", err)
	}
	return nil
}

// bulk writes many rows at a time, past the register.
type bulk interface {
	withoutIndexes(ctx context.Context) error
	rows(ctx context.Context, t *rows) error
	withIndexes(ctx context.Context) error
	close(ctx context.Context) error
}

// rows are those of one table.
type rows struct {
	table   string
	columns []string
	cells   [][]any
}

func table(name, columns string) *rows { return &rows{table: name, columns: strings.Fields(columns)} }

func (t *rows) add(cells ...any) { t.cells = append(t.cells, cells) }

type grower struct {
	bulk
	encoder *zstd.Encoder
	n       int
	end     time.Time
}

// perBlock is how many cases are written at a time.
const perBlock = 1000

func (g *grower) grow(ctx context.Context) error {
	if err := g.withoutIndexes(ctx); err != nil {
		return err
	}
	for from := 0; from < g.n; from += perBlock {
		for _, t := range g.block(from, min(from+perBlock, g.n)) {
			if err := g.rows(ctx, t); err != nil {
				return fmt.Errorf("table %s: %w", t.table, err)
			}
		}
	}
	last := table("case_numbers", "year last")
	for i := 0; i < g.n; i += PerYear {
		last.add(Year(i), min(g.n-i, PerYear))
	}
	box := table("mailboxes", "name uid_validity last_uid adopted_uid polled_at")
	box.add("INBOX", 1, g.n, 0, g.end.UnixMilli())
	return errors.Join(g.rows(ctx, last), g.rows(ctx, box), g.withIndexes(ctx))
}

// block makes the rows of some cases.
func (g *grower) block(from, to int) []*rows {
	ledger := table("ledger", "id mailbox uid_validity uid digest content message_id sender subject nature size arrived_at seen_at outcome reason inquiry_id case_number moved_to moved_at")
	mails := table("raw_mails", "digest size bytes")
	inquiries := table("inquiries", "id ledger_id member member_name member_title kind subject introduction message_id refs arrived_at acknowledged")
	cases := table("cases", "id number inquiry_id administration contributing state held_why opened_at due closed_at access external unit signatory signatory_title updated_at events head")
	questions := table("questions", "id inquiry_id case_id number label text decision filed answer answered_at answered_by")
	events := table("events", "id case_number position at who what detail ledger_id prev hash")
	letters := table("letters", "id key kind case_number inquiry_id recipient sender role message_id subject ready_at due attempts last_error status written_at sent_at response filed_sent cleared")
	contents := table("letter_contents", "letter_id raw_size raw text pdf_size")
	words := table("case_text", "case_id words")
	for i := from; i < to; i++ {
		o := makeUp(i, g.n, g.end)
		id, at := i+1, o.at.UnixMilli()
		deeds, kinds := o.story()
		ledger.add(id, "INBOX", 1, id, o.digest, o.content, o.messageID(), o.member, o.subject, "person", len(o.raw), at, at, "filed", "a member asks", id, o.number, "Filed", at)
		mails.add(o.digest, len(o.raw), g.encoder.EncodeAll(o.raw, nil))
		inquiries.add(id, id, o.member, "Medlem", "MB", "question", o.subject, "", o.messageID(), "", at, true)
		said := []string{o.number, o.subject, "Medlem"}
		for k, text := range o.texts {
			answer, by := "", ""
			var answered any
			if o.state == register.StateClosed {
				answer, answered, by = o.sentence(40), at+9*dayMillis, "official@kk.example"
			}
			questions.add(2*i+k+1, id, id, k+1, "", text, o.decision(text), o.state != register.StateHeld, answer, answered, by)
			said = append(said, text, answer)
		}
		prev := ""
		for k, what := range deeds {
			detail := fmt.Sprintf(`{"administration":%q}`, o.admin)
			hash := eventHash(prev, o.number, at, "rules", what, detail, int64(id))
			events.add(5*i+k+1, o.number, k+1, at, "rules", what, detail, id, prev, hash)
			prev = hash
		}
		var closed any
		why := ""
		switch o.state {
		case register.StateClosed:
			closed = at + 9*dayMillis
		case register.StateHeld:
			why = "unsure"
		}
		cases.add(id, o.number, id, o.admin, "", string(o.state), why, at, at+14*dayMillis, closed, "public", "", "", "", "", at, len(deeds), prev)
		for k, kind := range kinds {
			address, role := o.recipient(kind)
			letter := fmt.Appendf(nil, "To: %s\r\nSubject: %s\r\n\r\n%s", address, o.subject, o.texts[0])
			letters.add(3*i+k+1, o.number+"/"+kind, kind, o.number, id, address, "svar@kk.example", role, o.number+"."+kind+"@kk.example", o.subject, at, at, 1, "", "accepted",
				at, at, "250 ok", true, "")
			contents.add(3*i+k+1, len(letter), g.encoder.EncodeAll(letter, nil), o.texts[0], 0)
		}
		words.add(id, strings.Join(said, " "))
	}
	return []*rows{ledger, mails, inquiries, cases, questions, events, letters, contents, words}
}

const dayMillis = 24 * 60 * 60 * 1000

// eventHash is as the register makes it.
func eventHash(of ...any) string {
	b, err := json.Marshal(of)
	if err != nil {
		panic(err) // texts and numbers always have a JSON form
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func isNotFound(err error) bool { return errors.Is(err, register.ErrNotFound) }

func openBulk(ctx context.Context, cfg register.Config) (bulk, error) {
	if cfg.URL == "" {
		path := (&url.URL{Scheme: "file", Path: cfg.Path}).String()
		db, err := sql.Open("sqlite", path+"?_pragma=synchronous(OFF)&_pragma=cache_size(-100000)&_pragma=foreign_keys(0)")
		if err != nil {
			return nil, err
		}
		db.SetMaxOpenConns(1)
		return &sqliteBulk{db: db}, nil
	}
	conf, err := pgx.ParseConfig(cfg.URL)
	if err != nil {
		return nil, err
	}
	if cfg.Schema != "" {
		conf.RuntimeParams["search_path"] = pgx.Identifier{cfg.Schema}.Sanitize()
	}
	conf.RuntimeParams["synchronous_commit"] = "off"
	conn, err := pgx.ConnectConfig(ctx, conf)
	if err != nil {
		return nil, err
	}
	return &postgresBulk{conn: conn}, nil
}
