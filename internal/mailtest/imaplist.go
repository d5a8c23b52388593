package mailtest

import (
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
)

const separator = '/'

func (s *imapSession) Create(mailbox string, options *imap.CreateOptions) error {
	if err := s.ask("CREATE", mailbox); err != nil {
		return err
	}
	if err := s.UserSession.Create(mailbox, options); err != nil {
		return err
	}
	s.server.remember(mailbox)
	return nil
}

func (s *imapSession) Delete(mailbox string) error {
	if err := s.ask("DELETE", mailbox); err != nil {
		return err
	}
	if err := s.UserSession.Delete(mailbox); err != nil {
		return err
	}
	s.server.forget(mailbox)
	return nil
}

func (s *imapSession) Rename(mailbox, name string, options *imap.RenameOptions) error {
	if err := s.ask("RENAME", mailbox); err != nil {
		return err
	}
	if err := s.UserSession.Rename(mailbox, name, options); err != nil {
		return err
	}
	s.server.forget(mailbox)
	s.server.remember(name)
	return nil
}

func (s *IMAP) remember(mailbox string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.names[strings.TrimRight(mailbox, string(separator))] = nil
}

func (s *IMAP) forget(mailbox string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	delete(s.names, mailbox)
}

// List shows the mailboxes with their special use, which the memory server
// does not know.
func (s *imapSession) List(w *imapserver.ListWriter, ref string, patterns []string, options *imap.ListOptions) error {
	if err := s.ask("LIST", strings.Join(patterns, " ")); err != nil {
		return err
	}
	if len(patterns) == 0 {
		return w.WriteList(&imap.ListData{Attrs: []imap.MailboxAttr{imap.MailboxAttrNoSelect}, Delim: separator})
	}
	for _, name := range s.server.Mailboxes() {
		if !matches(name, ref, patterns) {
			continue
		}
		data, err := s.listed(name, options)
		if err != nil || data == nil {
			continue // deleted meanwhile, or not selected by the options
		}
		if err := w.WriteList(data); err != nil {
			return err
		}
	}
	return nil
}

func (s *imapSession) listed(name string, options *imap.ListOptions) (*imap.ListData, error) {
	s.server.mutex.Lock()
	uses := s.server.names[name]
	s.server.mutex.Unlock()
	if options.SelectSpecialUse && len(uses) == 0 {
		return nil, nil
	}
	data := &imap.ListData{Mailbox: name, Delim: separator, Attrs: slices.Clone(uses)}
	if options.ReturnStatus == nil {
		return data, nil
	}
	status, err := s.UserSession.Status(name, options.ReturnStatus)
	data.Status = status
	return data, err
}

func matches(name, ref string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		return imapserver.MatchList(name, separator, ref, pattern)
	})
}
