package clerk

// The access classes of a case: who may read its answer besides the member who
// asked and those who handle it.
const (
	accessPublic       = "public"       // everybody
	accessMembers      = "members"      // the members of the council
	accessConfidential = "confidential" // nobody
)
