package mailtest

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/emersion/go-sasl"
)

// No is a refusal for a fault hook of an [IMAP] server: NO [code] text. An
// empty code is left out.
func No(code, text string) error {
	return &imap.Error{Type: imap.StatusResponseTypeNo, Code: imap.ResponseCode(code), Text: text}
}

// imapSession puts the fault hook before the commands of a session in memory
// and mends what the memory server does otherwise than real ones: a MOVE or
// COPY of messages that are gone is no error, and a mailbox can carry a
// special use (RFC 6154).
type imapSession struct {
	*imapmemserver.UserSession // nil until logged in
	server                     *IMAP
	conn                       *imapserver.Conn
	fault                      *fault
	validity                   uint32 // of the selected mailbox
}

func (s *IMAP) newSession(conn *imapserver.Conn, faults *fault) (imapserver.Session, *imapserver.GreetingData, error) {
	session := &imapSession{server: s, conn: conn, fault: faults}
	if err := session.ask("greeting", ""); err != nil {
		if refused, ok := errors.AsType[*imap.Error](err); ok {
			refused.Type = imap.StatusResponseTypeBye
		}
		return nil, nil, err
	}
	s.sessions.Add(1)
	if s.options.Token != nil && faults == s.fault {
		return tokenSession{session}, nil, nil
	}
	return session, nil, nil
}

func (s *imapSession) ask(step, arg string) error {
	return s.fault.ask(step, arg, s.conn.NetConn())
}

func (s *imapSession) Close() error {
	defer s.server.sessions.Done()
	return s.UserSession.Close()
}

func (s *imapSession) Login(user, password string) error {
	if err := s.ask("LOGIN", user); err != nil {
		return err
	}
	if err := s.server.user.Login(user, password); err != nil {
		return err
	}
	s.UserSession = imapmemserver.NewUserSession(s.server.user)
	return nil
}

func (s *imapSession) Select(mailbox string, options *imap.SelectOptions) (*imap.SelectData, error) {
	if err := s.ask("SELECT", mailbox); err != nil {
		return nil, err
	}
	data, err := s.UserSession.Select(mailbox, options)
	if err == nil {
		s.validity = data.UIDValidity
	}
	return data, err
}

func (s *imapSession) Append(mailbox string, r imap.LiteralReader, options *imap.AppendOptions) (*imap.AppendData, error) {
	if err := s.ask("APPEND", mailbox); err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	data, err := s.UserSession.Append(mailbox, bytes.NewReader(raw), options)
	if err == nil {
		s.server.keepOdd(data, raw, options.Time)
	}
	return data, err
}

func (s *imapSession) Fetch(w *imapserver.FetchWriter, set imap.NumSet, options *imap.FetchOptions) error {
	if err := s.ask("FETCH", set.String()); err != nil {
		return err
	}
	uids, ok := set.(imap.UIDSet)
	if !ok || len(options.BodySection) == 0 {
		return s.UserSession.Fetch(w, set, options)
	}
	odd, rest := s.splitOdd(uids)
	if len(odd) > 0 {
		if err := s.fetchOdd(w, odd, options); err != nil {
			return err
		}
	}
	if len(rest) == 0 {
		return nil
	}
	return s.UserSession.Fetch(w, rest, options)
}

func (s *imapSession) Store(w *imapserver.FetchWriter, set imap.NumSet, flags *imap.StoreFlags, options *imap.StoreOptions) error {
	if err := s.ask("STORE", set.String()); err != nil {
		return err
	}
	return s.UserSession.Store(w, set, flags, options)
}

func (s *imapSession) Search(kind imapserver.NumKind, criteria *imap.SearchCriteria, options *imap.SearchOptions) (*imap.SearchData, error) {
	if err := s.ask("SEARCH", ""); err != nil {
		return nil, err
	}
	return s.UserSession.Search(kind, criteria, options)
}

func (s *imapSession) Copy(set imap.NumSet, mailbox string) (*imap.CopyData, error) {
	if err := s.ask("COPY", mailbox); err != nil {
		return nil, err
	}
	if s.gone(set) {
		return nil, nil
	}
	data, err := s.UserSession.Copy(set, mailbox)
	if err == nil {
		s.server.copyOdd(s.validity, data)
	}
	return data, err
}

func (s *imapSession) Move(w *imapserver.MoveWriter, set imap.NumSet, mailbox string) error {
	if err := s.ask("MOVE", mailbox); errors.Is(err, ErrPretend) {
		return nil
	} else if err != nil {
		return err
	}
	if s.gone(set) {
		return nil
	}
	if uids, ok := set.(imap.UIDSet); ok {
		if odd, _ := s.splitOdd(uids); len(odd) > 0 {
			return s.moveOdd(w, uids, mailbox)
		}
	}
	return s.UserSession.Move(w, set, mailbox)
}

func (s *imapSession) Expunge(w *imapserver.ExpungeWriter, uids *imap.UIDSet) error {
	arg := ""
	if uids != nil {
		arg = uids.String()
	}
	if err := s.ask("EXPUNGE", arg); err != nil {
		return err
	}
	return s.UserSession.Expunge(w, uids)
}

func (s *imapSession) Idle(w *imapserver.UpdateWriter, stop <-chan struct{}) error {
	if err := s.ask("IDLE", ""); err != nil {
		return err
	}
	return s.UserSession.Idle(w, stop)
}

// gone says whether none of the messages is there.
func (s *imapSession) gone(set imap.NumSet) bool {
	uids, ok := set.(imap.UIDSet)
	if !ok {
		return false
	}
	found, err := s.UserSession.Search(imapserver.NumKindUID,
		&imap.SearchCriteria{UID: []imap.UIDSet{uids}}, &imap.SearchOptions{ReturnCount: true})
	return err == nil && found.Count == 0
}

// tokenSession logs in by token only.
type tokenSession struct{ *imapSession }

func (tokenSession) AuthenticateMechanisms() []string { return []string{"XOAUTH2", sasl.OAuthBearer} }

func (s tokenSession) Login(string, string) error { return imapserver.ErrAuthFailed }

func (s tokenSession) Authenticate(mechanism string) (sasl.Server, error) {
	if err := s.ask("AUTHENTICATE", mechanism); err != nil {
		return nil, err
	}
	server, ok := tokenServer(mechanism, s.accept)
	if !ok {
		return nil, fmt.Errorf("unknown mechanism %s", mechanism)
	}
	return server, nil
}

func (s tokenSession) accept(user, token string) bool {
	if !s.server.options.Token(user, token) {
		return false
	}
	s.UserSession = imapmemserver.NewUserSession(s.server.user)
	return true
}
