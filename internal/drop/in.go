package drop

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"inquiryd/internal/register"
)

// In takes numbers of another system from files.
type In struct {
	Folder string
	// Set puts the numbers on a case, by their names, as "f2_case".
	Set func(ctx context.Context, number string, external map[string]string) error
	Now func() time.Time

	ahead map[string]time.Time // files whose time is yet to come, when they were last looked at
}

const (
	largest  = 4 << 20
	settling = 5 * time.Second // a file that was just changed may not be whole
)

// Take looks through the folder once, and returns how many files it took and
// refused. A file that cannot be read or moved away stops no other; all stay
// while the register cannot be written.
func (i *In) Take(ctx context.Context) (taken, refused int, err error) {
	entries, err := os.ReadDir(i.Folder)
	if errors.Is(err, os.ErrNotExist) {
		return 0, 0, os.MkdirAll(i.Folder, 0o770)
	}
	if err != nil {
		return 0, 0, fmt.Errorf("look into the inbox: %w", err)
	}
	var errs []error
	ahead := i.ahead
	i.ahead = map[string]time.Time{}
	for _, e := range entries {
		end := strings.ToLower(filepath.Ext(e.Name()))
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || strings.HasPrefix(e.Name(), ".") || end != ".json" && end != ".csv" || !i.settled(info, ahead) {
			continue
		}
		if ctx.Err() != nil {
			return taken, refused, ctx.Err()
		}
		why := i.take(ctx, e.Name(), end)
		switch file, unread := errors.AsType[*fs.PathError](why); {
		case register.Unavailable(why):
			return taken, refused, errors.Join(append(errs, why)...)
		case unread:
			errs = append(errs, fmt.Errorf("read a file of the inbox: %w: let the daemon's user read and move it", file))
		case why != nil:
			refused++
			errs = append(errs, i.put(e.Name(), "refused", why.Error()+"\n"))
		default:
			taken++
			errs = append(errs, i.put(e.Name(), "taken", ""))
		}
	}
	return taken, refused, errors.Join(errs...)
}

// settled says whether a file was not changed for a while. Where its time is yet to
// come, by another clock or because somebody set it, it must be the same as at the
// last look: that time would be waited for in silence.
func (i *In) settled(info fs.FileInfo, ahead map[string]time.Time) bool {
	age := i.Now().Sub(info.ModTime())
	if age >= 0 {
		return age >= settling
	}
	seen := fmt.Sprint(info.Name(), info.Size(), info.ModTime())
	first, before := ahead[seen]
	if !before {
		first = i.Now()
	}
	i.ahead[seen] = first
	return i.Now().Sub(first) >= settling
}

// take puts the numbers of one file on their cases.
func (i *In) take(ctx context.Context, name, end string) error {
	f, err := os.Open(filepath.Join(i.Folder, name))
	if err != nil {
		return err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, largest+1))
	if err != nil {
		return err
	}
	if len(text) > largest {
		return errors.New("it is larger than 4 MiB")
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	read := readJSON
	if end == ".csv" {
		read = readCSV
	}
	rows, err := read(text)
	if err != nil {
		return err
	}
	var errs []error
	for n, row := range rows {
		number := strings.TrimSpace(row["case"])
		delete(row, "case")
		if number == "" || len(row) == 0 {
			errs = append(errs, fmt.Errorf("entry %d: it names no case or no number", n+1))
			continue
		}
		if err := i.Set(ctx, number, row); err != nil {
			errs = append(errs, fmt.Errorf("entry %d: %w", n+1, err))
		}
	}
	return errors.Join(errs...)
}

// readJSON reads one object of texts, or a list of them.
func readJSON(text []byte) ([]map[string]string, error) {
	var rows []map[string]string
	if text = bytes.TrimSpace(text); len(text) > 0 && text[0] == '[' {
		err := json.Unmarshal(text, &rows)
		return rows, err
	}
	var row map[string]string
	err := json.Unmarshal(text, &row)
	return []map[string]string{row}, err
}

// readCSV reads a table whose first line names the columns, one of them "case";
// parted by commas or, as spreadsheets do it here, by semicolons. Empty cells are
// left out.
func readCSV(text []byte) (rows []map[string]string, err error) {
	r := csv.NewReader(bytes.NewReader(text))
	first, _, _ := bytes.Cut(text, []byte("\n"))
	if bytes.Count(first, []byte(";")) > bytes.Count(first, []byte(",")) {
		r.Comma = ';'
	}
	all, err := r.ReadAll()
	if err != nil || len(all) == 0 {
		return nil, errors.Join(err, errors.New("there is no table in it"))
	}
	for _, line := range all[1:] {
		row := map[string]string{}
		for i, cell := range line {
			if cell = strings.TrimSpace(cell); cell != "" {
				row[strings.ToLower(strings.TrimSpace(all[0][i]))] = cell
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// put moves a file away, under a name that is free there.
func (i *In) put(name, to, why string) error {
	folder := filepath.Join(i.Folder, to)
	if err := os.MkdirAll(folder, 0o770); err != nil {
		return err
	}
	place := filepath.Join(folder, i.Now().UTC().Format("20060102T150405.000-")+name)
	if err := os.Rename(filepath.Join(i.Folder, name), place); err != nil {
		return fmt.Errorf("move %s away: %w", name, err)
	}
	if why == "" {
		return nil
	}
	return os.WriteFile(place+".txt", []byte(why), 0o660)
}
