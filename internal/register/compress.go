package register

import (
	"bytes"
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// largest is the most that one compressed value may become.
const largest = 1 << 30

// codec keeps mails small (zstd, RFC 8878). It is safe for concurrent use.
type codec struct {
	enc    *zstd.Encoder
	dec    *zstd.Decoder
	drafts *sync.Pool // of *[]byte, for what is being compressed
}

func newCodec() (codec, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(2), zstd.WithLowerEncoderMem(true), zstd.WithWindowSize(1<<20),
		zstd.WithEncoderLevel(zstd.SpeedFastest)) // half the time of the next level, for a thirtieth more bytes
	if err != nil {
		return codec{}, fmt.Errorf("make compressor: %w", err)
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(2), zstd.WithDecodeAllCapLimit(true), zstd.WithDecoderLowmem(true))
	if err != nil {
		return codec{}, fmt.Errorf("make decompressor: %w", err)
	}
	return codec{enc: enc, dec: dec, drafts: &sync.Pool{New: func() any { return new([]byte) }}}, nil
}

func (c codec) close() {
	c.enc.Close()
	c.dec.Close()
}

// Packed is something as the register keeps it, made by [Register.Pack].
type Packed struct {
	size   int // before
	bytes  []byte
	digest string // of a mail
}

// Pack makes b what the register keeps of it. It needs no transaction: done
// before, it holds up none.
func (r *Register) Pack(b []byte) Packed { return Packed{size: len(b), bytes: r.codec.pack(b)} }

// packed is what was packed ahead, or is packed now.
func (tx *Tx) packed(b []byte, ahead Packed) Packed {
	if ahead.bytes != nil {
		return ahead
	}
	return tx.r.Pack(b)
}

// largestDraft is how large a buffer may be that is kept for the next value.
const largestDraft = 1 << 20

// pack compresses b; nothing stays nothing. What it returns is no larger than it
// must be, since a backlog holds much of it.
func (c codec) pack(b []byte) []byte {
	if len(b) == 0 {
		return []byte{}
	}
	draft := c.drafts.Get().(*[]byte)
	*draft = c.enc.EncodeAll(b, (*draft)[:0])
	packed := bytes.Clone(*draft)
	if cap(*draft) <= largestDraft {
		c.drafts.Put(draft)
	}
	return packed
}

// unpack returns the size bytes that packed holds, and never reserves more
// memory than that, whatever packed says of itself.
func (c codec) unpack(packed []byte, size int64) ([]byte, error) {
	if size == 0 && len(packed) == 0 {
		return nil, nil
	}
	if size < 0 || size > largest {
		return nil, fmt.Errorf("%w: a value of %d bytes", ErrCorrupt, size)
	}
	b, err := c.dec.DecodeAll(packed, make([]byte, 0, size))
	if err != nil {
		return nil, fmt.Errorf("%w: decompress: %w", ErrCorrupt, err)
	}
	if int64(len(b)) != size {
		return nil, fmt.Errorf("%w: decompressed to %d bytes, not %d", ErrCorrupt, len(b), size)
	}
	return b, nil
}
