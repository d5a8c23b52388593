package notify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// pdfLimit is the largest PDF that a command may write.
const pdfLimit = 64 << 20

// pdfByCommand gives the HTML letter to the configured program, as
// "weasyprint -e utf-8 --pdf-variant pdf/ua-1 - -", and takes its PDF. The
// program gets no word of a mail as an argument.
func (w *Writer) pdfByCommand(html string) ([]byte, error) {
	limit := w.cfg.PDFTimeout.or(30 * time.Second)
	ctx, cancel := context.WithTimeoutCause(context.Background(), limit, fmt.Errorf("it took longer than %v", limit))
	defer cancel()
	var out, complaint bytes.Buffer
	cmd := exec.CommandContext(ctx, w.cfg.PDFCommand[0], w.cfg.PDFCommand[1:]...)
	cmd.Stdin = strings.NewReader(html)
	cmd.Stdout, cmd.Stderr = &capped{w: &out, room: pdfLimit}, &capped{w: &complaint, room: 4096}
	cmd.WaitDelay = time.Second
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return nil, fmt.Errorf("run %s: %w: %s", w.cfg.PDFCommand[0], err, oneLine(complaint.String(), 500))
	}
	if !bytes.HasPrefix(out.Bytes(), []byte("%PDF-")) {
		return nil, fmt.Errorf("run %s: its output is no PDF", w.cfg.PDFCommand[0])
	}
	return out.Bytes(), nil
}

// capped takes bytes up to a limit and fails after it.
type capped struct {
	w    *bytes.Buffer
	room int
}

// Write fails when the room is used up.
func (c *capped) Write(p []byte) (int, error) {
	if len(p) > c.room {
		return 0, errors.New("the output is too long")
	}
	c.room -= len(p)
	return c.w.Write(p)
}
