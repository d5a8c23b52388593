package intake

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Config is the table [intake] of the configuration file. Times are written as
// Go durations ("30s", "5m").
type Config struct {
	IMAP    IMAPConfig      `toml:"imap"`    // the mailbox that is read
	More    []MailboxConfig `toml:"mailbox"` // further ones
	Auth    AuthConfig      `toml:"authentication"`
	Limits  Limits          `toml:"limits"`
	Folders Folders         `toml:"folders"`
	// SentFolder is for copies of letters, in the account of the first mailbox, named
	// as those of [Folders]. Default: the one that the server marks as \Sent (RFC
	// 6154), which not every server does.
	SentFolder string `toml:"sent_folder"`
}

// Folders are the mailbox folders that a mail is moved to when its outcome is
// recorded. "/" separates levels, whatever the server uses; missing folders
// are created.
type Folders struct {
	Filed    string `toml:"filed"`    // became a case, or part of one; default "Filed"
	Held     string `toml:"held"`     // waits for the registrar; default "Held"
	Ignored  string `toml:"ignored"`  // automatic mail, bounces; default "Ignored"
	Rejected string `toml:"rejected"` // from a stranger; default "Rejected"
}

// WithDefaults names the folders that are not named.
func (f Folders) WithDefaults() Folders {
	for _, d := range []struct {
		folder *string
		name   string
	}{{&f.Filed, "Filed"}, {&f.Held, "Held"}, {&f.Ignored, "Ignored"}, {&f.Rejected, "Rejected"}} {
		if *d.folder == "" {
			*d.folder = d.name
		}
	}
	return f
}

// Validate reports every fault; each error begins with the TOML key.
func (c Config) Validate() error {
	var faults []error
	faults = append(faults, prefixed("imap", c.IMAP.faults())...)
	faults = append(faults, prefixed("authentication", c.Auth.faults())...)
	if err := c.Limits.Validate(); err != nil {
		faults = append(faults, prefixed("limits", unjoin(err))...)
	}
	faults = append(faults, prefixed("folders", c.Folders.faults(c.IMAP.mailbox()))...)
	faults = append(faults, c.sentFaults()...)
	faults = append(faults, c.moreFaults()...)
	return errors.Join(faults...)
}

// sentFaults are those of the folder for copies.
func (c Config) sentFaults() (faults []error) {
	if c.SentFolder == "" {
		return nil
	}
	if err := folderFault(c.SentFolder); err != nil {
		faults = append(faults, fmt.Errorf("sent_folder: %w", err))
	}
	first := c.Mailboxes()[0]
	for _, m := range c.Mailboxes() {
		if m.account() == first.account() && (sameFolder(m.mailbox(), c.SentFolder) || slices.ContainsFunc(m.Folders.all(), func(folder string) bool { return sameFolder(folder, c.SentFolder) })) {
			faults = append(faults, fmt.Errorf("sent_folder: mail of the mailbox %q lies in %q: name another folder for copies of letters", m.Name, c.SentFolder))
		}
	}
	return faults
}

// all are the folders, in the order of their keys.
func (f Folders) all() []string { return []string{f.Filed, f.Held, f.Ignored, f.Rejected} }

func (f Folders) faults(mailbox string) (faults []error) {
	f = f.WithDefaults()
	for _, folder := range []struct{ key, name string }{
		{"filed", f.Filed}, {"held", f.Held}, {"ignored", f.Ignored}, {"rejected", f.Rejected},
	} {
		if err := folderFault(folder.name); err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", folder.key, err))
		}
		if strings.EqualFold(folder.name, mailbox) {
			faults = append(faults, fmt.Errorf("%s: %q is the mailbox that is read: name another folder", folder.key, folder.name))
		}
	}
	return faults
}

// folderFault says why a mailbox name cannot be used, or nil.
func folderFault(name string) error {
	switch {
	case strings.ContainsAny(name, "*%"):
		return fmt.Errorf("%q: * and %% are wildcards in IMAP: leave them out", name)
	case strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f || r == '�' }):
		return fmt.Errorf("%q holds a control character", name)
	case slices.Contains(strings.Split(name, "/"), ""):
		return fmt.Errorf("%q has an empty level: write Folder/Sub", name)
	}
	return nil
}

func prefixed(table string, faults []error) []error {
	for i, fault := range faults {
		faults[i] = fmt.Errorf("%s.%w", table, fault)
	}
	return faults
}

// unjoin takes the errors out of an errors.Join.
func unjoin(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return slices.Clone(joined.Unwrap())
	}
	return []error{err}
}
