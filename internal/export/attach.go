package export

import (
	"fmt"
	"path"
	"regexp"
	"strings"
	"unicode"

	"inquiryd/intake"
)

// enclosure is an attachment as a file of its own.
type enclosure struct {
	file      string
	name      string // as the sender called it
	mediaType string
	mail      int64 // ledger line
	content   []byte
}

// attachments are those of a mail. Pictures of signatures are among them: the
// export leaves nothing out.
func attachments(m mail, limits intake.Limits) (all []enclosure) {
	for i, a := range intake.Parse(m.raw, limits).Attachments {
		if len(a.Content) == 0 {
			continue
		}
		name := fmt.Sprintf("attachments/%d-%d-%s", m.line.ID, i+1, safe(a.Name))
		all = append(all, enclosure{name, a.Name, a.MediaType, m.line.ID, a.Content})
	}
	return all
}

// active are the ends of names that a program opens without asking twice; such a
// file gets another end.
var active = []string{".exe", ".com", ".bat", ".cmd", ".ps1", ".vbs", ".js", ".jse", ".wsf", ".hta", ".scr", ".pif", ".lnk", ".msi", ".jar", ".html", ".htm",
	".xhtml", ".svg", ".xml", ".mht", ".php", ".phtml", ".htaccess", ".url", ".reg", ".sh", ".desktop", ".app"}

// devices are names that are none of files on Windows, with any end.
var devices = regexp.MustCompile(`(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)`)

// safe is a name for a file on any system: letters, digits and few signs, never
// a path, hidden, reserved, or one that is run when it is opened.
func safe(name string) string {
	name = path.Base(strings.ReplaceAll(strings.Map(visible, name), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_.", r) {
			return r
		}
		return '_'
	}, name)
	const longest = 80
	if r := []rune(name); len(r) > longest {
		end := path.Ext(name)
		if len([]rune(end)) > 10 {
			end = ""
		}
		name = string(r[:longest-len([]rune(end))]) + end
	}
	name = devices.ReplaceAllString(strings.Trim(name, "."), "${1}_$2")
	for _, end := range active {
		if strings.HasSuffix(strings.ToLower(name), end) || "."+strings.ToLower(name) == end {
			name += ".txt"
			break
		}
	}
	if name == "" {
		return "file"
	}
	return name
}

// visible drops what cannot be seen: a zero-width sign must not part ".html".
func visible(r rune) rune {
	if unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Mn, r) || unicode.IsControl(r) {
		return -1
	}
	return r
}
