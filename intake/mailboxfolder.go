package intake

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"
)

// folders is what is known of the server's folders.
type folders struct {
	known     bool
	separator string // between levels; "" when the server has no levels
	prefix    string // of our own namespace, as "INBOX."
	there     map[string]bool
}

// Sent is the folder where people look for what was sent: the named one, which is
// created when it is missing, or without a name the one with the special use \Sent
// (RFC 6154); "" when the server marks none, or lists some folder in a way that
// cannot be read, as by a name that is no modified UTF-7 (RFC 3501, 5.1.3), which
// loses the connection. The result is the server's own name: Append and Move take it
// as it is.
func (b *Mailbox) Sent(ctx context.Context, named string) (folder string, err error) {
	b.commands.Lock()
	defer b.commands.Unlock()
	if named != "" {
		err = b.call(ctx, "look for "+named, b.listing(), func() error {
			folder, err = b.ensure(named)
			return err
		})
		return folder, err
	}
	err = b.call(ctx, "look for the Sent folder", b.listing(), func() error {
		var options *imap.ListOptions
		if b.caps.Has(imap.CapListExtended) && b.caps.Has(imap.CapSpecialUse) {
			options = &imap.ListOptions{SelectSpecialUse: true, ReturnSpecialUse: true}
		}
		all, err := b.client.List("", "*", options).Collect()
		for _, one := range all {
			if folder == "" && slices.Contains(one.Attrs, imap.MailboxAttrSent) {
				folder = one.Mailbox
			}
		}
		return err
	})
	if err != nil && strings.Contains(err.Error(), "in LIST") { // so go-imap names what it cannot read
		b.log.Debug("some folder's line cannot be read: no folder is taken for the one of sent mail", "mailbox", b.cfg.mailbox(), "err", err)
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return folder, nil
}

// Select makes a folder, by the server's own name, the one that is selected. It
// is for a mailbox that nobody else uses: a server that has a folder open does
// much less for each message that is appended to it.
func (b *Mailbox) Select(ctx context.Context, name string) error {
	b.commands.Lock()
	defer b.commands.Unlock()
	b.cfg.Mailbox = name
	return b.call(ctx, "select", slack, b.selectMailbox)
}

// Find is the server's own name of a folder that exists; "" when there is none.
// Unlike Append and Move it creates nothing. [Dial] selects the folder by that
// name.
func (b *Mailbox) Find(ctx context.Context, folder string) (name string, err error) {
	b.commands.Lock()
	defer b.commands.Unlock()
	err = b.call(ctx, "look for "+folder, b.listing(), func() error {
		if err := b.learnFolders(); err != nil {
			return err
		}
		for _, candidate := range slices.Compact([]string{b.folders.name(folder), folder}) {
			if there, err := b.exists(candidate); err != nil || there {
				name = candidate
				return err
			}
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	return name, nil
}

// into does something with a folder under the server's name for it, having
// created it when it is missing, also when somebody removes it meanwhile.
func (b *Mailbox) into(folder string, do func(name string) error) error {
	name, err := b.ensure(folder)
	if err != nil {
		return err
	}
	err = do(name)
	if refused, ok := errors.AsType[*imap.Error](err); !ok || refused.Code != imap.ResponseCodeTryCreate && refused.Code != imap.ResponseCodeNonExistent {
		return err
	}
	delete(b.folders.there, name)
	if name, err = b.ensure(folder); err != nil {
		return err
	}
	return do(name)
}

// ensure returns the server's name for a folder that exists.
func (b *Mailbox) ensure(folder string) (name string, err error) {
	if err := folderFault(folder); err != nil {
		return "", finding(err.Error())
	}
	if err := b.learnFolders(); err != nil {
		return "", err
	}
	name = b.folders.name(folder)
	for _, candidate := range slices.Compact([]string{name, folder}) { // the server's own name is taken as it is
		if there, err := b.exists(candidate); err != nil || there {
			return candidate, err
		}
	}
	return name, b.create(name)
}

// learnFolders asks once for the separator and the prefix of our namespace.
func (b *Mailbox) learnFolders() error {
	if b.folders.known {
		return nil
	}
	f := folders{known: true, there: make(map[string]bool)}
	root, err := b.client.List("", "", nil).Collect()
	if err != nil {
		return err
	}
	if len(root) > 0 && root[0].Delim != 0 {
		f.separator = string(root[0].Delim)
	}
	if b.caps.Has(imap.CapNamespace) {
		spaces, err := b.client.Namespace().Wait()
		if err != nil {
			return err
		}
		if len(spaces.Personal) > 0 {
			f.prefix = spaces.Personal[0].Prefix
			if delim := spaces.Personal[0].Delim; delim != 0 {
				f.separator = string(delim)
			}
		}
	}
	b.folders = f
	return nil
}

// name is the server's name for a folder whose levels are separated by "/".
func (f folders) name(folder string) string {
	name := folder
	if f.separator != "" {
		name = strings.ReplaceAll(folder, "/", f.separator)
	}
	if strings.EqualFold(name, "INBOX") || strings.HasPrefix(name, f.prefix) {
		return name
	}
	return f.prefix + name
}

func (b *Mailbox) exists(name string) (bool, error) {
	if b.folders.there[name] {
		return true, nil
	}
	found, err := b.client.List("", name, nil).Collect()
	if err != nil {
		return false, err
	}
	for _, one := range found {
		if one.Mailbox != name && !(strings.EqualFold(name, "INBOX") && strings.EqualFold(one.Mailbox, "INBOX")) {
			continue
		}
		if slices.Contains(one.Attrs, imap.MailboxAttrNonExistent) || slices.Contains(one.Attrs, imap.MailboxAttrNoSelect) {
			return false, nil
		}
		b.folders.there[name] = true
		return true, nil
	}
	return false, nil
}

// create makes a folder, after those above it if need be, and subscribes to
// it, so that mail programs show it. Somebody else may be faster.
func (b *Mailbox) create(name string) error {
	err := b.client.Create(name, nil).Wait()
	if refused, ok := errors.AsType[*imap.Error](err); ok && refused.Code != imap.ResponseCodeAlreadyExists && b.folders.separator != "" {
		for i := range name {
			if i > 0 && strings.HasPrefix(name[i:], b.folders.separator) {
				b.client.Create(name[:i], nil).Wait()
			}
		}
		err = b.client.Create(name, nil).Wait()
	}
	if refused, ok := errors.AsType[*imap.Error](err); ok && refused.Code != imap.ResponseCodeAlreadyExists {
		return findf("create folder %q: the server says %s: create it by hand, or name another in folders", name, said(refused))
	} else if !ok && err != nil {
		return err
	}
	b.client.Subscribe(name).Wait() // for people's eyes only
	b.folders.there[name] = true
	return nil
}
