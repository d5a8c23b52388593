//go:build linux

package drop_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"inquiryd/internal/drop"
	"inquiryd/internal/export"
	"inquiryd/internal/mailtest/realmail"
	"inquiryd/internal/register"
)

// F06: a case that finds the disk full is not there by halves, nothing of it stays
// behind, and it is dropped whole when there is space again.
func TestAFullDiskDropsNothingByHalves(t *testing.T) {
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=256k"); err != nil {
		realmail.Lack(t, fmt.Sprint("a small file system can only be mounted by root: ", err))
	}
	t.Cleanup(func() { syscall.Unmount(disk, syscall.MNT_DETACH) })
	r, err := register.Open(t.Context(), register.Config{Path: register.Memory})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	pdf := make([]byte, 100<<10)
	random := rand.NewChaCha8([32]byte{})
	random.Read(pdf)
	err = r.Update(t.Context(), func(tx *register.Tx) error {
		q := register.Inquiry{Member: "anna.holm@medlem.example", Subject: "Cykelstien", ArrivedAt: now}
		if err := tx.AddInquiry(t.Context(), &q); err != nil {
			return err
		}
		c := register.Case{Inquiry: q.ID, State: register.StateClosed, Administration: "TMF", OpenedAt: now}
		err := tx.AddCase(t.Context(), &c, 2026)
		l := register.Letter{Key: "k", Kind: "answer", Case: c.Number, Recipient: q.Member, MessageID: "m@kk.example", Raw: []byte("x"), PDF: pdf, Due: now}
		_, err2 := tx.AddLetter(t.Context(), &l)
		return errors.Join(err, err2)
	})
	if err != nil {
		t.Fatal(err)
	}
	out := drop.Out{Folder: filepath.Join(disk, "out"), Register: r, Zone: time.UTC, Now: func() time.Time { return now }}
	if err := os.Mkdir(out.Folder, 0o750); err != nil {
		t.Fatal(err)
	}
	ballast := filepath.Join(disk, "ballast")
	for left := 0; left <= 120; left += 4 { // KB that are free
		if err := os.WriteFile(ballast, bytes.Repeat([]byte("x"), (248-left)<<10), 0o600); err != nil {
			t.Fatal(err)
		}
		d := register.Delivery{Case: "2026-0001", Kind: "closed", Event: fmt.Sprintf("%08d", left)}
		err := out.Deliver(t.Context(), d)
		entries, _ := os.ReadDir(out.Folder)
		switch {
		case err == nil && len(entries) == 1 && left > 96:
			if _, err := export.Verify(filepath.Join(out.Folder, entries[0].Name())); err != nil {
				t.Errorf("%d KB free: %v", left, err)
			}
		case errors.Is(err, syscall.ENOSPC) && len(entries) == 0:
		default:
			t.Errorf("%d KB free: %v, %v", left, err, entries)
		}
		for _, path := range append([]string{ballast}, paths(out.Folder, entries)...) {
			if err := os.RemoveAll(path); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := out.Deliver(t.Context(), register.Delivery{Case: "2026-0001", Kind: "closed", Event: "again"}); err != nil {
		t.Error(err)
	}
}

func paths(folder string, entries []os.DirEntry) (all []string) {
	for _, e := range entries {
		all = append(all, filepath.Join(folder, e.Name()))
	}
	return all
}
