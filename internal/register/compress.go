package register

import (
	"bytes"
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// largest is the most that one compressed value may become.
const largest = 1 << 30

// codec keeps mails small (zstd, RFC 8878). It is safe for concurrent use. What
// it works with is kept for the next value while there is much to do, and left
// to the collection of garbage when there is not: an encoder holds 1.5 MB.
type codec struct {
	encoders, hasty, decoders *sync.Pool // of *zstd.Encoder, twice, and *zstd.Decoder
	drafts                    *sync.Pool // of *[]byte, for what is being compressed
}

func newCodec() (codec, error) {
	c := codec{drafts: &sync.Pool{New: func() any { return new([]byte) }}}
	enc, err := newEncoder(false)
	if err != nil {
		return c, fmt.Errorf("make compressor: %w", err)
	}
	hasty, err := newEncoder(true)
	if err != nil {
		return c, fmt.Errorf("make hasty compressor: %w", err)
	}
	dec, err := newDecoder()
	if err != nil {
		return c, fmt.Errorf("make decompressor: %w", err)
	}
	// What was made once with these options can be made again.
	c.encoders = &sync.Pool{New: func() any { e, _ := newEncoder(false); return e }}
	c.hasty = &sync.Pool{New: func() any { e, _ := newEncoder(true); return e }}
	c.decoders = &sync.Pool{New: func() any { d, _ := newDecoder(); return d }}
	c.encoders.Put(enc)
	c.hasty.Put(hasty)
	c.decoders.Put(dec)
	return c, nil
}

// newEncoder makes a compressor. A hasty one leaves out the code tables (section 4 of
// RFC 8878), which are most of the work for texts as short as mails: half the time
// or less, for two fifths more bytes (BenchmarkPack), which any decoder reads.
func newEncoder(hasty bool) (*zstd.Encoder, error) {
	return zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true), zstd.WithWindowSize(1<<20),
		zstd.WithNoEntropyCompression(hasty),
		zstd.WithEncoderLevel(zstd.SpeedFastest)) // half the time of the next level, for a thirtieth more bytes
}

func newDecoder() (*zstd.Decoder, error) {
	return zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecodeAllCapLimit(true), zstd.WithDecoderLowmem(true))
}

// Packed is something as the register keeps it, made by [Register.Pack].
type Packed struct {
	size   int // before
	bytes  []byte
	digest string // of a mail
}

// Pack makes b what the register keeps of it. It needs no transaction: done
// before, it holds up none.
func (r *Register) Pack(b []byte) Packed { return r.pack(b, false) }

// PackInHaste is Pack for when many wait: sooner done, and a little larger.
func (r *Register) PackInHaste(b []byte) Packed { return r.pack(b, true) }

func (r *Register) pack(b []byte, hasty bool) Packed {
	with := r.codec.encoders
	if hasty {
		with = r.codec.hasty
	}
	return Packed{size: len(b), bytes: r.codec.packWith(b, with)}
}

// packed is what was packed ahead, or is packed now.
func (tx *Tx) packed(b []byte, ahead Packed) Packed {
	if ahead.bytes != nil {
		return ahead
	}
	return tx.r.Pack(b)
}

// largestDraft is how large a buffer may be that is kept for the next value.
const largestDraft = 1 << 20

// pack compresses b; nothing stays nothing.
func (c codec) pack(b []byte) []byte { return c.packWith(b, c.encoders) }

// packWith is pack with one of these encoders. What it returns has no room to spare,
// since a backlog holds much of it.
func (c codec) packWith(b []byte, encoders *sync.Pool) []byte {
	if len(b) == 0 {
		return []byte{}
	}
	draft := c.drafts.Get().(*[]byte)
	enc := encoders.Get().(*zstd.Encoder)
	*draft = enc.EncodeAll(b, (*draft)[:0])
	encoders.Put(enc)
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
	dec := c.decoders.Get().(*zstd.Decoder)
	b, err := dec.DecodeAll(packed, make([]byte, 0, size))
	c.decoders.Put(dec)
	if err != nil {
		return nil, fmt.Errorf("%w: decompress: %w", ErrCorrupt, err)
	}
	if int64(len(b)) != size {
		return nil, fmt.Errorf("%w: decompressed to %d bytes, not %d", ErrCorrupt, len(b), size)
	}
	return b, nil
}
