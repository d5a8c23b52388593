package reply

// The access classes that people can name: who may read the answer of a case besides
// the member who asked and those who handle it.
const (
	Public       = "public"       // everybody
	Members      = "members"      // the members of the council
	Confidential = "confidential" // nobody
)

// AccessNamed finds an access class by one of its names.
func (x *Reader) AccessNamed(name string) (class string, ok bool) {
	for _, c := range x.classes {
		if c.reads().MatchString(name) {
			return c.name, true
		}
	}
	return "", false
}
