package drop

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// In takes numbers of another system from files.
type In struct {
	Folder string
	// Set puts the numbers on a case, by their names, as "f2_case".
	Set func(ctx context.Context, number string, external map[string]string) error
	Now func() time.Time
}

const (
	largest  = 4 << 20
	settling = 5 * time.Second // a file that was just changed may not be whole
)

// Take looks through the folder once, and returns how many files it took and
// refused.
func (i In) Take(ctx context.Context) (taken, refused int, err error) {
	entries, err := os.ReadDir(i.Folder)
	if errors.Is(err, os.ErrNotExist) {
		return 0, 0, os.MkdirAll(i.Folder, 0o770)
	}
	if err != nil {
		return 0, 0, fmt.Errorf("look into the inbox: %w", err)
	}
	for _, e := range entries {
		end := strings.ToLower(filepath.Ext(e.Name()))
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || strings.HasPrefix(e.Name(), ".") || end != ".json" && end != ".csv" ||
			i.Now().Sub(info.ModTime()) < settling {
			continue
		}
		if ctx.Err() != nil {
			return taken, refused, ctx.Err()
		}
		if why := i.take(ctx, e.Name(), end); why != nil {
			refused++
			if err := i.put(e.Name(), "refused", why.Error()+"\n"); err != nil {
				return taken, refused, err
			}
			continue
		}
		taken++
		if err := i.put(e.Name(), "taken", ""); err != nil {
			return taken, refused, err
		}
	}
	return taken, refused, nil
}

// take puts the numbers of one file on their cases.
func (i In) take(ctx context.Context, name, end string) error {
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
func (i In) put(name, to, why string) error {
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
