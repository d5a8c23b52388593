package export

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
)

// WriteCSV writes cases as a table (RFC 4180, UTF-8 with a byte order mark, by
// which spreadsheets know it). What a member wrote never becomes a formula.
func WriteCSV(w io.Writer, rows []Row) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	err := c.Write([]string{"number", "state", "administration", "due", "opened", "closed", "held_why", "member", "subject", "questions"})
	for _, r := range rows {
		if err != nil {
			return err
		}
		err = c.Write([]string{r.Number, string(r.State), cell(r.Administration), r.Due, r.Opened, r.Closed, cell(r.HeldWhy), cell(r.Member), cell(r.Subject),
			strconv.Itoa(r.Questions)})
	}
	c.Flush()
	return c.Error()
}

// cell is a text that no spreadsheet takes for a formula: one that begins as a
// formula, or with what spreadsheets skip before one, gets an apostrophe before
// it. So does each line: some read a cell with line breaks as several.
func cell(text string) string {
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n")
	for i, line := range lines {
		begin := strings.TrimLeft(line, " \t\u00a0\u200b\ufeff\"")
		if begin != "" && strings.ContainsRune("=+-@|%\uff1d\uff0b\uff0d\uff20", []rune(begin)[0]) || strings.HasPrefix(line, "\t") {
			lines[i] = "'" + line
		}
	}
	return strings.Join(lines, "\n")
}
