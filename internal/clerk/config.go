package clerk

import (
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"inquiryd/internal/deadline"
	"inquiryd/internal/external"
	"inquiryd/internal/retention"
)

// Config is the desk's part of the configuration: table [clerk].
type Config struct {
	// Registrar is the address of the person who decides what the rules could
	// not, and who is told of everything that needs a person.
	Registrar string `toml:"registrar"`
	// RegistrarName is the registrar's name in letters. Optional.
	RegistrarName string `toml:"registrar_name"`
	// Registrars are further addresses whose replies count as the registrar's.
	Registrars []string `toml:"registrars"`

	// RulesOwner is the address of the person who looks after the rules, and who
	// is told when a changed configuration is not taken over. Default: Registrar.
	RulesOwner string `toml:"rules_owner"`

	// Poll rings for the mailbox: five cron fields or a descriptor such as
	// "@every 1m". Default "*/2 * * * *".
	Poll string `toml:"poll"`
	// Post rings for the outbox. Letters are also posted right after each
	// poll. Default "* * * * *".
	Post string `toml:"post"`
	// Remind rings for what is to be said about deadlines, which is said within
	// the office hours only and once, however often it rings. Default
	// "*/15 * * * *".
	Remind string `toml:"remind"`

	// Terms are those of all, where no table of an administration or a kind has
	// others.
	deadline.Terms
	deadline.Counting
	Punctuality
	// FollowUp is how long after the answer a reply of the member reopens the
	// case; later ones make a new case linked to the old one. Default "10
	// working days".
	FollowUp string `toml:"follow_up"`

	// Assemble answers all cases of one inquiry by one letter, which waits for
	// the last of them; without it each case has its own letter.
	Assemble bool `toml:"assemble"`
	// AssembleByDue sends an assembled letter by the deadline with the answers
	// that are there, naming what is missing. With approvers it is written when
	// the reminder goes out, so that they have time.
	AssembleByDue bool `toml:"assemble_by_due"`

	// Kinds say how inquiries of a kind are handled, by the kind's name in the
	// rules.
	Kinds map[string]Kind `toml:"kind"`

	// Numbers are the numbers of other systems that can be written by mail, by
	// the name that the register has for each.
	Numbers external.Numbers `toml:"number"`

	// Access is the access class of cases, where neither their kind nor their
	// administration has one: "public", "members" or "confidential". Default
	// "members".
	Access string `toml:"access"`
	// Keep is how long an ended case is kept before it may be erased, as "5
	// years". Default: for good.
	Keep string `toml:"keep"`
	// Erase rings for erasing what has been kept long enough, as Poll. Default:
	// never; then only the verb erases.
	Erase string `toml:"erase"`
	// Copies are the addresses that get a copy of each answer letter.
	Copies Copies `toml:"copies"`

	// ConfirmSenders asks a member, at the address on the roster, whether a
	// mail is theirs when its sender cannot be believed; "yes" files it. Without
	// it such mail waits for the registrar.
	ConfirmSenders bool `toml:"confirm_senders"`

	// RefuseStrangers tells people whom nobody here knows, politely, that this
	// mailbox is not for them: once a day for each address, only when their
	// mail server vouches for them, never in answer to automatic mail or lists.
	// Without it strangers get no answer.
	RefuseStrangers bool `toml:"refuse_strangers"`
	// MaxRefusals of that kind in 24 hours, to all together. Default 50.
	MaxRefusals int `toml:"max_refusals"`

	// MaxAcknowledgements a member gets in 24 hours, other letters in answer to
	// a mail of theirs included; more inquiries are filed, and the registrar is
	// told. Default 50.
	MaxAcknowledgements int `toml:"max_acknowledgements"`
	// MaxSameSubject is how many of a member's inquiries with one subject are
	// acknowledged in 24 hours, "Re:" and numbers in it aside. Default 25.
	MaxSameSubject int `toml:"max_same_subject"`
	// MaxPerCase is how many letters in answer to mails one side of a case gets
	// in 24 hours. Default 20.
	MaxPerCase int `toml:"max_per_case"`
	// MaxLetters that are written in an hour for all together; past it letters
	// wait and the registrar is told. Default 2000.
	MaxLetters int `toml:"max_letters"`
	// MaxNotices the registrar gets in 24 hours about mail that is no inquiry or
	// that cannot be believed; past it only tasks are left. Default 100.
	MaxNotices int `toml:"max_notices"`
	// MaxOriginal is how many bytes of a member's mail travel along with our
	// letters; of a larger one only the beginning does, and the rest stays in
	// the register. Default 15728640, 15 MiB.
	MaxOriginal int64 `toml:"max_original"`
	// Tries is how often a mail that cannot be fetched or stored is tried
	// before it stays on the stuck list. Default 5.
	Tries int `toml:"tries"`
	// GiveUp is how long a letter is tried before a person must see to it, as
	// "120h". Default "120h", five days.
	GiveUp string `toml:"give_up"`
	// NoSimilar leaves earlier questions like the one asked out of forwardings;
	// past the first 64 mails of a backlog they go without in any case.
	NoSimilar bool `toml:"no_similar"`
	// PDFTextCommand gets a PDF on stdin and writes its text to stdout, as
	// pdftotext does: the PDFs that officials attach are then looked into for
	// personal identity numbers. Default: they are not.
	PDFTextCommand []string `toml:"pdf_text_command"`
	// PlainReplyAddress lets replies go to the mailbox itself instead of to a
	// signed address of its own for each letter (mailbox+tag@domain, RFC 5233).
	// Set it when the mail server does not deliver such addresses; a reply is
	// then recognised by the signed Message-ID that it answers.
	PlainReplyAddress bool `toml:"plain_reply_address"`
	// KeepInPlace leaves read mail where it is instead of moving it to the
	// folder of its outcome.
	KeepInPlace bool `toml:"keep_in_place"`
	// NoSentCopies switches off the copies of letters in the mailbox's folder
	// of sent mail.
	NoSentCopies bool `toml:"no_sent_copies"`
	// RestoreGap is how many case numbers are left out when the register was
	// restored from a backup and no sent letters tell which were given since.
	// Default 100.
	RestoreGap int `toml:"restore_gap"`

	// Canary is a mail of ours to ourselves that shows that the way is open.
	Canary CanaryConfig `toml:"canary"`
}

// Kind says how inquiries of one kind are handled.
type Kind struct {
	// Name is the kind in letters, in the installation's language. Default: the
	// kind itself; "question", the kind of all that no rule names, has none.
	Name string `toml:"name"`
	// Acknowledgement is what the acknowledgement says besides, as what happens
	// to an inquiry of the kind.
	Acknowledgement string `toml:"acknowledgement"`
	// Terms are those of the kind, where its administration has none for it.
	deadline.Terms
	// Hold leaves every inquiry of the kind to the registrar.
	Hold bool `toml:"hold"`
	// Assemble as Config.Assemble. Default: that.
	Assemble *bool `toml:"assemble"`
	// Access as Config.Access. Default: the administration's.
	Access string `toml:"access"`
	// Keep as Config.Keep. Default: that.
	Keep string `toml:"keep"`
}

// Administration is who answers: the desk's part of [[administration]].
type Administration struct {
	ID      string `toml:"id"`      // short name in rules, numbers and mails: "TMF"
	Name    string `toml:"name"`    // in letters
	Address string `toml:"address"` // where its questions are sent
	// Officials may answer for it besides Address: addresses, or "*@domain"
	// for everybody there.
	Officials []string `toml:"officials"`
	// Terms are those of the administration, for what is of no kind that has its
	// own.
	deadline.Terms
	// Kinds are the terms of single kinds of inquiry here.
	Kinds map[string]deadline.Terms `toml:"kind"`
	Heads
	// Access as Config.Access. Default: the installation's.
	Access string `toml:"access"`
	// Approvers must approve each answer letter, one after the other, before it
	// is sent. Default: nobody, answers are sent as they come.
	Approvers []Approver `toml:"approvers"`
	// ApprovalTimeout is how long an approver has before the substitute is
	// asked and the registrar told, as Config.Deadline. Default "2 working
	// days".
	ApprovalTimeout string `toml:"approval_timeout"`
	// SelfApproval lets an approver approve an answer of their own.
	SelfApproval bool `toml:"self_approval"`
	// Genitive of Name, for "…forvaltningens svar". Default: by the rule of the
	// language of letters.
	Genitive       string `toml:"genitive"`
	Unit           string `toml:"unit"`            // in the letter's margin
	Street         string `toml:"street"`          // in the letter's margin
	Postal         string `toml:"postal"`          // in the letter's margin
	Telephone      string `toml:"telephone"`       // default: the installation's
	Web            string `toml:"web"`             // default: the installation's
	Signatory      string `toml:"signatory"`       // who signs the letter
	SignatoryTitle string `toml:"signatory_title"` // and as what
}

// Approver approves the answers of an administration: an element of
// Administration.Approvers.
type Approver struct {
	Name    string `toml:"name"`    // in letters. Optional.
	Address string `toml:"address"` // where the letters to approve are sent
	// Substitute is asked when the approver does not answer in time, or gave the
	// answer. Optional.
	Substitute     string `toml:"substitute"`
	SubstituteName string `toml:"substitute_name"` // in letters. Optional.
}

// is says whether an address is the approver's or the substitute's.
func (v Approver) is(address string) bool {
	return strings.EqualFold(v.Address, address) || v.Substitute != "" && strings.EqualFold(v.Substitute, address)
}

// validate reports every fault of an approver of a, each with its key first.
func (v Approver) validate(a Administration) (errs []error) {
	for _, f := range []struct{ key, address string }{{"address", v.Address}, {"substitute", v.Substitute}} {
		switch {
		case f.address == "" && f.key == "address":
			errs = append(errs, errors.New("address: missing: give the address that letters to approve are sent to"))
		case f.address == "":
		case checkAddress(f.address) != nil:
			errs = append(errs, fmt.Errorf("%s: %w", f.key, checkAddress(f.address)))
		case strings.EqualFold(f.address, a.Address) && !a.SelfApproval:
			errs = append(errs, fmt.Errorf("%s: %q is where the answers come from: give a person's own address, or set self_approval", f.key, f.address))
		}
	}
	if v.Substitute != "" && strings.EqualFold(v.Substitute, v.Address) {
		errs = append(errs, fmt.Errorf("substitute: %q is the approver: give another person", v.Substitute))
	}
	return errs
}

// withDefaults is the configuration with its zero fields filled in.
func (c Config) withDefaults() Config {
	text := func(p *string, v string) {
		if *p == "" {
			*p = v
		}
	}
	number := func(p *int, v int) {
		if *p == 0 {
			*p = v
		}
	}
	text(&c.Poll, "*/2 * * * *")
	text(&c.Post, "* * * * *")
	text(&c.Remind, "*/15 * * * *")
	text(&c.FollowUp, "10 working days")
	c.Punctuality = c.Punctuality.withDefaults()
	text(&c.Access, accessMembers)
	text(&c.GiveUp, "120h")
	number(&c.MaxRefusals, 50)
	number(&c.MaxAcknowledgements, 50)
	number(&c.MaxSameSubject, 25)
	number(&c.MaxPerCase, 20)
	number(&c.MaxLetters, 2000)
	number(&c.MaxNotices, 100)
	number(&c.Tries, 5)
	number(&c.RestoreGap, 100)
	if c.MaxOriginal == 0 {
		c.MaxOriginal = 15 << 20
	}
	return c
}

// Schedules are the cron lines with their defaults.
func (c Config) Schedules() (poll, post, remind string) {
	c = c.withDefaults()
	return c.Poll, c.Post, c.Remind
}

// Validate reports every fault of the table, each with its key first.
func (c Config) Validate() error {
	var errs []error
	fault := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if c.Registrar == "" {
		fault("registrar: missing: give the address of the person who decides what the rules could not")
	} else if err := checkAddress(c.Registrar); err != nil {
		fault("registrar: %w", err)
	}
	for i, a := range c.Registrars {
		if err := checkAddress(a); err != nil {
			fault("registrars[%d]: %w", i, err)
		}
	}
	if c.RulesOwner != "" {
		if err := checkAddress(c.RulesOwner); err != nil {
			fault("rules_owner: %w", err)
		}
	}
	d := c.withDefaults()
	for _, line := range []struct{ key, spec string }{{"poll", d.Poll}, {"post", d.Post}, {"remind", d.Remind}} {
		if err := CheckSchedule(line.spec); err != nil {
			fault("%s: %w", line.key, err)
		}
	}
	if _, err := deadline.ParseAnswerTerm(d.FollowUp); err != nil {
		fault("follow_up: %w", err)
	}
	if err := CheckAccess(c.Access); err != nil {
		fault("access: %w", err)
	}
	if err := retention.Check(c.Keep); err != nil {
		fault("keep: %w", err)
	}
	if c.Erase != "" {
		if err := CheckSchedule(c.Erase); err != nil {
			fault("erase: %w", err)
		}
	}
	errs = append(errs, c.Copies.faults()...)
	errs = append(errs, c.Numbers.Faults()...)
	for name, k := range c.Kinds {
		if err := CheckAccess(k.Access); err != nil {
			fault("kind.%s.access: %w", name, err)
		}
		if err := retention.Check(k.Keep); err != nil {
			fault("kind.%s.keep: %w", name, err)
		}
		for _, err := range k.Terms.Faults() {
			fault("kind.%s.%w", name, err)
		}
	}
	errs = append(append(errs, c.Terms.Faults()...), d.Punctuality.faults()...)
	if _, err := deadline.NewCalendar(c.Counting, time.UTC); err != nil {
		errs = append(errs, err)
	}
	errs = append(errs, d.Canary.faults()...)
	if age, err := time.ParseDuration(d.GiveUp); err != nil || age <= 0 {
		fault("give_up: %q is not a duration: write hours, as \"120h\"", c.GiveUp)
	}
	for _, n := range []struct {
		key   string
		value int
	}{{"max_refusals", c.MaxRefusals}, {"max_acknowledgements", c.MaxAcknowledgements}, {"max_same_subject", c.MaxSameSubject},
		{"max_per_case", c.MaxPerCase}, {"max_letters", c.MaxLetters}, {"max_notices", c.MaxNotices},
		{"max_original", int(c.MaxOriginal)}, {"tries", c.Tries}, {"restore_gap", c.RestoreGap}} {
		if n.value < 0 {
			fault("%s: %d is negative: leave it out for the default", n.key, n.value)
		}
	}
	return errors.Join(errs...)
}

// Validate reports every fault of one administration, each with its key first.
func (a Administration) Validate() error {
	var errs []error
	if strings.TrimSpace(a.ID) == "" {
		errs = append(errs, errors.New("id: missing: give a short name, as \"TMF\""))
	} else if strings.ContainsAny(a.ID, " \t,;/:+") {
		errs = append(errs, fmt.Errorf("id: %q has a space or punctuation: write one word", a.ID))
	}
	if a.Name == "" {
		errs = append(errs, errors.New("name: missing: give the administration's full name"))
	}
	if a.Address == "" {
		errs = append(errs, errors.New("address: missing: give the address that its questions are sent to"))
	} else if err := checkAddress(a.Address); err != nil {
		errs = append(errs, fmt.Errorf("address: %w", err))
	}
	if err := CheckAccess(a.Access); err != nil {
		errs = append(errs, fmt.Errorf("access: %w", err))
	}
	for i, o := range a.Officials {
		if err := checkAddress(strings.Replace(o, "*@", "any@", 1)); err != nil {
			errs = append(errs, fmt.Errorf("officials[%d]: %w", i, err))
		}
	}
	if _, err := deadline.ParseTerm(a.ApprovalTimeout); a.ApprovalTimeout != "" && err != nil {
		errs = append(errs, fmt.Errorf("approval_timeout: %w", err))
	}
	errs = append(append(errs, a.Terms.Faults()...), a.Heads.faults()...)
	for name, k := range a.Kinds {
		for _, err := range k.Faults() {
			errs = append(errs, fmt.Errorf("kind.%s.%w", name, err))
		}
	}
	for i, v := range a.Approvers {
		for _, err := range v.validate(a) {
			errs = append(errs, fmt.Errorf("approvers[%d].%w", i, err))
		}
		if slices.ContainsFunc(a.Approvers[:i], func(u Approver) bool { return u.is(v.Address) }) {
			errs = append(errs, fmt.Errorf("approvers[%d].address: %q approves or stands in before: give another person", i, v.Address))
		}
	}
	return errors.Join(errs...)
}

// ValidateAdministrations reports what is wrong with each, and equal ids.
func ValidateAdministrations(all []Administration) error {
	var errs []error
	for i, a := range all {
		same := func(b Administration) bool { return strings.EqualFold(b.ID, a.ID) } // in a mail, letters of both sizes count alike
		if j := slices.IndexFunc(all[:i], same); j >= 0 && a.ID != "" {
			errs = append(errs, fmt.Errorf("administration[%d].id: %q is also the id of another administration: give each its own", i, a.ID))
		}
		if err := a.Validate(); err != nil {
			for _, e := range unjoin(err) {
				errs = append(errs, fmt.Errorf("administration[%d].%w", i, e))
			}
		}
	}
	return errors.Join(errs...)
}

func unjoin(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return []error{err}
}

func checkAddress(s string) error {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s {
		return fmt.Errorf("%q is not a mail address: write name@domain and nothing else", s)
	}
	return nil
}

// CheckSchedule says whether spec is a cron line that ever rings. The parser
// of cron panics on some time-zone prefixes and accepts days that never come.
func CheckSchedule(spec string) (err error) {
	if strings.Contains(spec, "TZ=") {
		return fmt.Errorf("%q names a time zone: set time_zone for the installation instead", spec)
	}
	s, err := cron.ParseStandard(spec)
	if err != nil {
		return fmt.Errorf("%q is not a schedule: write five cron fields (minute hour day month weekday) or \"@every 1m\"", spec)
	}
	if s.Next(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return fmt.Errorf("%q never rings: no such day comes", spec)
	}
	if every, ok := strings.CutPrefix(spec, "@every "); ok {
		if d, _ := time.ParseDuration(strings.TrimSpace(every)); d < time.Second {
			return fmt.Errorf("%q is shorter than a second: write at least \"@every 1s\"", spec)
		}
	}
	return nil
}
