package health

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Handler answers GET /healthz, /readyz and /metrics.
func (h *Health) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		err := h.Alive()
		answer(w, err == nil, orWell(err, "the work turns")+"\n")
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		ok, text := h.Ready()
		answer(w, ok, text)
	})
	mux.Handle("GET /metrics", promhttp.HandlerFor(h.metrics.registry, promhttp.HandlerOpts{}))
	return mux
}

// answer is 200, or 503 so that whoever asks need not read.
func answer(w http.ResponseWriter, ok bool, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if !ok {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_, _ = w.Write([]byte(text))
}

// Serve answers at the configured address; without one it does nothing. stop
// ends that.
func (h *Health) Serve(ctx context.Context) (stop func(context.Context) error, err error) {
	if h.Config.Listen == "" {
		return func(context.Context) error { return nil }, nil
	}
	var lc net.ListenConfig
	listener, err := lc.Listen(ctx, "tcp", h.Config.Listen)
	if err != nil {
		return nil, fmt.Errorf("show state: operation.listen: %w", err)
	}
	server := &http.Server{Handler: h.Handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second,
		WriteTimeout: 30 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 8 << 10}
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			h.Log.Error("show state", "err", err)
		}
	}()
	h.Log.Info("showing /healthz, /readyz and /metrics", "address", listener.Addr().String())
	return server.Shutdown, nil
}
