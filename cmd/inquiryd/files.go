package main

import (
	"log/slog"
	"maps"
	"path/filepath"
	"slices"
	"sync"

	"github.com/fsnotify/fsnotify"
)

// files notices changes of the files of a configuration. It watches their
// folders: a file that an editor replaces is another file, and a symbolic link
// on the way to it (as of a mounted ConfigMap) may be turned elsewhere.
type files struct {
	stir    chan struct{} // holds a token when something happened
	log     *slog.Logger
	watcher *fsnotify.Watcher // nil when the system gives none
	mutex   sync.Mutex
	folders map[string][]string // patterns of the names that count in each folder
}

// watchFiles begins without any file. Without the system's help it stirs
// never.
func watchFiles(log *slog.Logger) *files {
	f := &files{stir: make(chan struct{}, 1), log: log}
	w, err := fsnotify.NewWatcher()
	if err != nil {
		log.Warn("changes of the configuration are noticed late, for its files cannot be watched", "err", err)
		return f
	}
	f.watcher = w
	go f.listen()
	return f
}

// listen ends when the watcher is closed.
func (f *files) listen() {
	for {
		select {
		case e, ok := <-f.watcher.Events:
			if !ok {
				return
			}
			if e.Op != fsnotify.Chmod && f.counts(e.Name) {
				f.stirred()
			}
		case err, ok := <-f.watcher.Errors:
			if !ok {
				return
			}
			f.log.Debug("watch files", "err", err) // as when too much happened at once: so look
			f.stirred()
		}
	}
}

func (f *files) stirred() {
	select {
	case f.stir <- struct{}{}:
	default:
	}
}

// counts says whether a name is of a file of the configuration, or of a link
// on the way to one. The register's files may lie beside them.
func (f *files) counts(name string) bool {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return slices.ContainsFunc(f.folders[filepath.Dir(name)], func(pattern string) bool {
		ok, _ := filepath.Match(pattern, filepath.Base(name))
		return ok
	})
}

// follow watches the folders of s, and no others any longer.
func (f *files) follow(s sources) {
	if f.watcher == nil {
		return
	}
	folders := map[string][]string{}
	for _, pattern := range s {
		placeOf(folders, pattern)
	}
	f.mutex.Lock()
	f.folders = folders
	f.mutex.Unlock()
	for _, dir := range f.watcher.WatchList() {
		if folders[dir] == nil {
			_ = f.watcher.Remove(dir) // it may be gone already
		}
	}
	for dir := range maps.Keys(folders) {
		if err := f.watcher.Add(dir); err != nil {
			f.log.Debug("watch folder", "folder", dir, "err", err) // looked at now and then all the same
		}
	}
}

// placeOf adds the folders in which a change can matter to a pattern.
func placeOf(folders map[string][]string, pattern string) {
	count := func(dir, base string) {
		if !slices.Contains(folders[dir], base) {
			folders[dir] = append(folders[dir], base)
		}
	}
	dir, base := filepath.Split(pattern)
	dir = filepath.Clean(dir)
	places := []string{plainName(dir)}
	if special(dir) {
		placeOf(folders, dir)
		places, _ = filepath.Glob(dir)
	}
	for _, p := range places {
		steps := trail(p)
		for _, link := range steps[:len(steps)-1] {
			count(filepath.Dir(link), literal(filepath.Base(link)))
		}
		count(steps[len(steps)-1], base)
	}
	found, _ := filepath.Glob(pattern)
	for _, name := range found {
		for _, step := range trail(name) {
			count(filepath.Dir(step), literal(filepath.Base(step)))
		}
	}
}

func (f *files) close() {
	if f.watcher != nil {
		_ = f.watcher.Close()
	}
}
