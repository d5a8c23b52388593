package clerk

import (
	"context"
	"slices"
	"strings"

	"inquiryd/intake"
	"inquiryd/internal/register"
)

// fileNames are the names of the files that came with the mail on the desk and
// would go along with its answer.
func (w *work) fileNames() (names []string) {
	for _, a := range w.mail.Attachments {
		if enclosed(a) {
			names = append(names, a.Name)
		}
	}
	return names
}

// documents are the names of the files that came with the mail on the desk and may
// hold questions: all but pictures, sounds, films and
// business cards.
func (w *work) documents() (names []string) {
	for _, a := range w.mail.Attachments {
		kind, _, _ := strings.Cut(a.MediaType, "/")
		if enclosed(a) && kind != "image" && kind != "audio" && kind != "video" && !strings.HasSuffix(a.MediaType, "vcard") {
			names = append(names, a.Name)
		}
	}
	return names
}

// files tells an official which files go along with the answer of a case, or
// would once it is confirmed, and which of the mail on the desk do not.
func (w *work) files(ctx context.Context, c register.Case) (along, left []string, err error) {
	all, err := w.enclosures(ctx, c)
	if err != nil {
		return nil, nil, err
	}
	for _, f := range all {
		along = append(along, f.Name)
	}
	for _, name := range w.fileNames() {
		if !slices.Contains(along, name) && !w.mail.Truncated {
			along = append(along, name)
		}
	}
	for _, a := range w.mail.Attachments {
		if named(a) && !slices.Contains(along, a.Name) {
			left = append(left, a.Name)
		}
	}
	return along, left, nil
}

// named says whether an official would look for a file among those that go
// along: not for the pictures and the seal of a signature.
func named(a intake.Attachment) bool {
	return a.Name != "" && !a.Unpacked && !(a.Inline && strings.HasPrefix(a.MediaType, "image/")) && !strings.HasSuffix(a.MediaType, "-signature")
}
