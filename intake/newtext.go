package intake

// newText is all of the text, unsure, until quotes and signatures are known.
func newText(m *Mail) (text string, sure bool) { return m.Text, false }
