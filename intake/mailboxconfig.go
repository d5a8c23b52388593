package intake

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// MailboxConfig is one of the mailboxes that are read. The first one is the
// table [intake.imap]; each further one is a table [[intake.mailbox]], which
// takes from the first what it leaves out: another folder of the same account
// is two lines.
type MailboxConfig struct {
	// Name is the mailbox in the ledger; it must not change once mail was read.
	Name string `toml:"name"`
	// Address, tls and ca_file are taken together from [intake.imap] when there
	// is no address; the login name, and the password or the OAuth 2.0 client,
	// where they are left out and the server is the same.
	IMAPConfig
	// Addresses are those that mail to this mailbox is written to. Mail from one
	// of them is our own.
	Addresses []string `toml:"addresses"`
	// Kind is the kind of inquiry that its mails are, where no rule names one.
	// Default: the installation's.
	Kind string `toml:"kind"`
	// Folders are those of this mailbox; each that is left out is as in
	// [intake.folders].
	Folders Folders `toml:"folders"`
}

// Mailboxes are all mailboxes that are read, with nothing left out. The first
// is that of [intake.imap], whose name is the mailbox's on the server.
func (c Config) Mailboxes() []MailboxConfig {
	all := []MailboxConfig{{Name: c.IMAP.mailbox(), IMAPConfig: c.IMAP, Folders: c.Folders.WithDefaults()}}
	for _, m := range c.More {
		m.IMAPConfig = m.IMAPConfig.after(c.IMAP)
		m.Folders = m.Folders.after(c.Folders).WithDefaults()
		all = append(all, m)
	}
	return all
}

// after fills in what is left out. A password is for the server that it was
// given for: another server never gets it.
func (c IMAPConfig) after(first IMAPConfig) IMAPConfig {
	same := c.Address == "" || c.Address == first.Address
	if c.Address == "" {
		c.Address, c.TLS, c.CAFile = first.Address, cmp.Or(c.TLS, first.TLS), cmp.Or(c.CAFile, first.CAFile)
	}
	if same {
		c.Username = cmp.Or(c.Username, first.Username)
		if c.password().IsZero() && c.OAuth.IsZero() {
			c.PasswordFile, c.PasswordEnv, c.Credential, c.OAuth = first.PasswordFile, first.PasswordEnv, first.Credential, first.OAuth
		}
	}
	c.Timeout.Duration = cmp.Or(c.Timeout.Duration, first.Timeout.Duration)
	c.Operation.Duration = cmp.Or(c.Operation.Duration, first.Operation.Duration)
	return c
}

func (f Folders) after(first Folders) Folders {
	return Folders{Filed: cmp.Or(f.Filed, first.Filed), Held: cmp.Or(f.Held, first.Held),
		Ignored: cmp.Or(f.Ignored, first.Ignored), Rejected: cmp.Or(f.Rejected, first.Rejected)}
}

// account is whose mailbox it is.
func (c IMAPConfig) account() string { return c.Address + "\n" + c.Username }

// Validate reports every fault of a mailbox that has nothing left out.
func (m MailboxConfig) Validate() error { return errors.Join(m.faults()...) }

func (m MailboxConfig) faults() (faults []error) {
	switch {
	case strings.TrimSpace(m.Name) == "":
		faults = append(faults, errors.New("name: is missing: write a word for the ledger, which must not change later"))
	case strings.ContainsFunc(m.Name, func(r rune) bool { return r < ' ' || r == 0x7f }):
		faults = append(faults, fmt.Errorf("name: %q holds a control character", m.Name))
	}
	faults = append(faults, m.IMAPConfig.faults()...)
	for i, a := range m.Addresses {
		if at := strings.LastIndexByte(a, '@'); at < 1 || at == len(a)-1 || strings.ContainsAny(a, " <>,;") {
			faults = append(faults, fmt.Errorf("addresses[%d]: %q is not an address: write name@domain", i, a))
		}
	}
	return append(faults, prefixed("folders", m.Folders.faults(m.mailbox()))...)
}

// moreFaults are those of the further mailboxes, alone and among each other.
func (c Config) moreFaults() (faults []error) {
	all := c.Mailboxes()
	said := func(fault error) bool { // of the first already
		return slices.ContainsFunc(c.IMAP.faults(), func(first error) bool { return first.Error() == fault.Error() })
	}
	for i, m := range all[1:] {
		faulty := prefixed(fmt.Sprintf("mailbox[%d]", i), slices.DeleteFunc(m.faults(), said))
		for _, other := range all[:i+1] {
			if strings.EqualFold(other.Name, m.Name) {
				faulty = append(faulty, fmt.Errorf("mailbox[%d].name: %q is the name of another mailbox: give each its own", i, m.Name))
			}
			if other.account() == m.account() && sameFolder(other.mailbox(), m.mailbox()) {
				faulty = append(faulty, fmt.Errorf("mailbox[%d].mailbox: %q of this account is read already: remove one", i, m.mailbox()))
			}
		}
		faults = append(faults, faulty...)
	}
	return append(faults, circular(all)...)
}

// circular finds folders of outcomes that are read as mailboxes themselves.
func circular(all []MailboxConfig) (faults []error) {
	for i, m := range all[1:] {
		for _, other := range slices.Concat(all[:i+1], all[i+2:]) {
			f := other.Folders
			if other.account() == m.account() && slices.ContainsFunc(f.all(), func(folder string) bool {
				return sameFolder(folder, m.mailbox())
			}) {
				faults = append(faults, fmt.Errorf("mailbox[%d].mailbox: mail of the mailbox %q is moved to %q: name another folder", i, other.Name, m.mailbox()))
			}
		}
	}
	return faults
}

// sameFolder compares as servers do: INBOX has no case.
func sameFolder(a, b string) bool {
	return a == b || strings.EqualFold(a, b) && strings.EqualFold(a, "INBOX")
}
