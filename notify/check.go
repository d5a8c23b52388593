package notify

import "context"

// Check connects to the server and logs in, and sends nothing. The connection
// is kept for the next letter.
func (p *Poster) Check(ctx context.Context) error {
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-ctx.Done():
		return connecting("wait for a connection", context.Cause(ctx))
	}
	l, err := p.take(ctx)
	if err != nil {
		return err
	}
	p.keep(l)
	return nil
}
