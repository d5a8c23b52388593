package notify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"inquiryd/internal/outside"
)

const (
	// pdfLimit is the largest PDF that a command may write.
	pdfLimit = 64 << 20
	// pdfPause is how long a command that went past its time is left alone: each
	// letter would wait for it as long again.
	pdfPause = 5 * time.Minute
)

// printer is the command that prints letters.
type printer struct {
	outside.Command
	mutex sync.Mutex
	late  time.Time // when it last went past its time
	why   error
}

func newPrinter(cfg Config) *printer {
	if len(cfg.PDFCommand) == 0 {
		return nil
	}
	return &printer{Command: outside.Command{Words: cfg.PDFCommand, Limit: cfg.PDFTimeout.or(30 * time.Second), Room: pdfLimit}}
}

// print gives the HTML letter to the program, as
// "weasyprint -e utf-8 --pdf-variant pdf/ua-1 - -", and takes its PDF. The
// program gets no word of a mail as an argument.
func (p *printer) print(ctx context.Context, html string) ([]byte, error) {
	if why := p.resting(); why != nil {
		return nil, why
	}
	out, err := p.Run(ctx, strings.NewReader(html))
	if errors.Is(err, outside.ErrLate) {
		p.mutex.Lock()
		p.late, p.why = time.Now(), err
		p.mutex.Unlock()
	}
	if err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(out, []byte("%PDF-")) {
		return nil, fmt.Errorf("run %s: its output is no PDF", p.Words[0])
	}
	if !bytes.Contains(out[max(0, len(out)-1024):], []byte("%%EOF")) {
		return nil, fmt.Errorf("run %s: its output is a PDF without an end", p.Words[0])
	}
	return out, nil
}

// resting says why the program is not asked now.
func (p *printer) resting() error {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if since := time.Since(p.late); since < 0 || since >= pdfPause {
		return nil
	}
	return fmt.Errorf("left alone for %v: %w", pdfPause, p.why)
}
