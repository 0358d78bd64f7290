package storage

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// onFaultyDisk opens a SQLite database through the file system below.
const onFaultyDisk = "&vfs=faulty"

// disk is what lies under one database: it writes and syncs as it is told to,
// fails when a test wants it to, and knows what a power cut would leave. SQLite
// reaches it through a VFS that passes everything else on to SQLite's own.
type disk struct {
	path string

	mu    sync.Mutex
	files map[string]*image // by what follows the path in their names: "" and "-wal"
	fault fault
	did   map[operation]int // since the fault was set
	hits  int               // operations that failed
	tls   *libc.TLS         // of the connection that opened the database first, which is the writer
}

type operation int

const (
	_        operation = iota
	write              // also truncation
	syncing            // of one file
	allocate           // memory, on the writer's connection
)

// fault makes an operation fail: the nth of its kind, counted from when the
// fault is set, and with forever all that follow.
type fault struct {
	on      operation
	nth     int
	forever bool
	code    int32
	torn    bool // the first half is written
}

// sector is what a disk writes wholly or not at all.
const sector = 512

// image is one file: as the system shows it, and as it would be after a power cut.
type image struct {
	seen, durable []byte
	unsynced      map[int]bool // sectors written since the last sync
	lost          map[int]bool // sectors whose sync failed: no later sync brings them, unless they are written again
}

func (i *image) write(at int64, data []byte) {
	end := int(at) + len(data)
	if end > len(i.seen) {
		i.seen = append(i.seen, make([]byte, end-len(i.seen))...)
	}
	copy(i.seen[at:], data)
	for s := int(at) / sector; s*sector < end; s++ {
		i.unsynced[s] = true
		delete(i.lost, s)
	}
}

func (i *image) truncate(size int64) {
	if int(size) < len(i.seen) {
		i.seen = i.seen[:size]
	}
}

func (i *image) sync(ok bool) {
	if !ok {
		for s := range i.unsynced {
			i.lost[s] = true
		}
	} else {
		i.durable = append(i.durable[:min(len(i.durable), len(i.seen))], make([]byte, max(0, len(i.seen)-len(i.durable)))...)
		for s := range i.unsynced {
			i.keep(i.durable, s)
		}
	}
	clear(i.unsynced)
}

func (i *image) keep(file []byte, s int) {
	if s*sector < len(i.seen) {
		copy(file[s*sector:], i.seen[s*sector:min(len(i.seen), (s+1)*sector)])
	}
}

// afterPowerCut is what was synced and, with luck, some of what was not.
func (i *image) afterPowerCut(luck *rand.Rand) []byte {
	file := append([]byte(nil), i.durable...)
	for s := 0; luck != nil && s*sector < len(i.seen); s++ {
		if (i.unsynced[s] || i.lost[s]) && luck.IntN(2) == 0 {
			if end := min(len(i.seen), (s+1)*sector); end > len(file) {
				file = append(file, make([]byte, end-len(file))...)
			}
			i.keep(file, s)
		}
	}
	return file
}

// newDisk puts a disk under the database at path.
func newDisk(path string) *disk {
	d := &disk{path: path, files: map[string]*image{}, did: map[operation]int{}}
	disks.Store(path, d)
	return d
}

// remove takes the disk away, once the database is closed.
func (d *disk) remove() {
	d.set(fault{})
	disks.Delete(d.path)
}

// set sets a fault; an empty one mends the disk.
func (d *disk) set(f fault) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if f.on == allocate {
		starved.Store(d.tls, d)
	} else {
		starved.Delete(d.tls)
	}
	d.fault, d.hits = f, 0
	clear(d.did)
}

// done returns how often an operation was done, and how often one failed, since
// the fault was set.
func (d *disk) done(on operation) (did, failed int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.did[on], d.hits
}

func (d *disk) fails(on operation) (code int32, torn bool) {
	d.did[on]++
	if n := d.did[on]; d.fault.on == on && (n == d.fault.nth || n > d.fault.nth && d.fault.forever) {
		d.hits++
		return d.fault.code, d.fault.torn
	}
	return sqlite3.SQLITE_OK, false
}

// leave writes the files into a directory as they were after the process was
// killed or, with power cut, as a machine that starts again would find them. It
// returns the path of the database.
func (d *disk) leave(dir string, as func(*image) []byte) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	path := filepath.Join(dir, filepath.Base(d.path))
	for name, file := range d.files {
		if err := os.WriteFile(path+name, as(file), 0o600); err != nil {
			return "", err
		}
	}
	return path, nil
}

// What follows speaks to SQLite as C does. Its structures are global so that
// they have an address that SQLite can keep, and apart from what holds pointers of
// Go, which the race detector wants nobody to reach by a number.
var (
	disks   sync.Map // path of a database: *disk
	handles sync.Map // address of an open file of SQLite: handle
	starved sync.Map // *libc.TLS: *disk, where allocation is to fail

	systemVFS     *sqlite3.Tsqlite3_vfs
	systemAddress uintptr
	systemMemory  sqlite3.Tsqlite3_mem_methods

	faultyVFS    sqlite3.Tsqlite3_vfs
	faultyMemory sqlite3.Tsqlite3_mem_methods
	faultyFiles  struct { // SQLite has methods for files with locks and others for those without
		sync.Mutex
		of map[uintptr]*sqlite3.Tsqlite3_io_methods
	}
	faultyMethods [4]sqlite3.Tsqlite3_io_methods // what they point to
)

// handle is an open file, with SQLite's own methods for it.
type handle struct {
	disk   *disk
	image  *image
	system *sqlite3.Tsqlite3_io_methods
}

// at is what lies at an address outside Go's memory.
func at[T any](address uintptr) *T { return *(**T)(unsafe.Pointer(&address)) }

// address is that of a function for SQLite to call, and call the way back.
func address[F any](f F) uintptr    { return *(*uintptr)(unsafe.Pointer(&f)) }
func call[F any](address uintptr) F { return *(*F)(unsafe.Pointer(&struct{ uintptr }{address})) }

type (
	openFunc     = func(tls *libc.TLS, vfs, name, file uintptr, flags int32, out uintptr) int32
	deleteFunc   = func(tls *libc.TLS, vfs, name uintptr, sync int32) int32
	closeFunc    = func(tls *libc.TLS, file uintptr) int32
	writeFunc    = func(tls *libc.TLS, file, data uintptr, n int32, at int64) int32
	truncateFunc = func(tls *libc.TLS, file uintptr, size int64) int32
	syncFunc     = func(tls *libc.TLS, file uintptr, flags int32) int32
	mallocFunc   = func(tls *libc.TLS, n int32) uintptr
	reallocFunc  = func(tls *libc.TLS, p uintptr, n int32) uintptr
)

func init() {
	faultyFiles.of = map[uintptr]*sqlite3.Tsqlite3_io_methods{}
	tls := libc.NewTLS()
	defer tls.Close()
	arguments := libc.NewVaList(uintptr(0))
	defer libc.Xfree(tls, arguments)
	configure := func(option int32, methods *sqlite3.Tsqlite3_mem_methods) {
		if rc := sqlite3.Xsqlite3_config(tls, option, libc.VaList(arguments, uintptr(unsafe.Pointer(methods)))); rc != sqlite3.SQLITE_OK {
			panic(rc)
		}
	}
	configure(sqlite3.SQLITE_CONFIG_GETMALLOC, &systemMemory)
	faultyMemory = systemMemory
	faultyMemory.FxMalloc, faultyMemory.FxRealloc = address[mallocFunc](diskMalloc), address[reallocFunc](diskRealloc)
	configure(sqlite3.SQLITE_CONFIG_MALLOC, &faultyMemory)

	systemAddress = sqlite3.Xsqlite3_vfs_find(tls, 0)
	systemVFS = at[sqlite3.Tsqlite3_vfs](systemAddress)
	faultyVFS = *systemVFS
	var err error
	if faultyVFS.FzName, err = libc.CString("faulty"); err != nil {
		panic(err)
	}
	faultyVFS.FpNext = 0
	faultyVFS.FxOpen, faultyVFS.FxDelete = address[openFunc](diskOpen), address[deleteFunc](diskDelete)
	if rc := sqlite3.Xsqlite3_vfs_register(tls, uintptr(unsafe.Pointer(&faultyVFS)), 0); rc != sqlite3.SQLITE_OK {
		panic(rc)
	}
}

// diskOf finds the disk on which a file lies.
func diskOf(name uintptr) (d *disk, suffix string) {
	if name == 0 { // a temporary file
		return nil, ""
	}
	path := libc.GoString(name)
	for _, suffix := range []string{"", "-wal", "-journal"} {
		if rest, ok := strings.CutSuffix(path, suffix); ok {
			if d, ok := disks.Load(rest); ok {
				return d.(*disk), suffix
			}
		}
	}
	return nil, ""
}

func diskOpen(tls *libc.TLS, _, name, file uintptr, flags int32, out uintptr) int32 {
	if rc := call[openFunc](systemVFS.FxOpen)(tls, systemAddress, name, file, flags, out); rc != sqlite3.SQLITE_OK {
		return rc
	}
	d, suffix := diskOf(name)
	if d == nil {
		return sqlite3.SQLITE_OK
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.tls == nil {
		d.tls = tls
	}
	if d.files[suffix] == nil {
		content, err := os.ReadFile(d.path + suffix)
		if err != nil {
			return sqlite3.SQLITE_CANTOPEN
		}
		d.files[suffix] = &image{seen: content, durable: append([]byte(nil), content...), unsynced: map[int]bool{}, lost: map[int]bool{}}
	}
	methods := &at[sqlite3.Tsqlite3_file](file).FpMethods
	handles.Store(file, handle{d, d.files[suffix], at[sqlite3.Tsqlite3_io_methods](*methods)})
	*methods = faulty(*methods)
	return sqlite3.SQLITE_OK
}

// faulty is the methods of a file with those in the way that can fail.
func faulty(system uintptr) uintptr {
	faultyFiles.Lock()
	defer faultyFiles.Unlock()
	m := faultyFiles.of[system]
	if m == nil {
		m = &faultyMethods[len(faultyFiles.of)]
		*m = *at[sqlite3.Tsqlite3_io_methods](system)
		m.FxClose = address[closeFunc](diskClose)
		m.FxWrite = address[writeFunc](diskWrite)
		m.FxTruncate = address[truncateFunc](diskTruncate)
		m.FxSync = address[syncFunc](diskSync)
		faultyFiles.of[system] = m
	}
	return uintptr(unsafe.Pointer(m))
}

func diskDelete(tls *libc.TLS, _, name uintptr, syncDirectory int32) int32 {
	if d, suffix := diskOf(name); d != nil {
		d.mu.Lock()
		defer d.mu.Unlock()
		delete(d.files, suffix)
	}
	return call[deleteFunc](systemVFS.FxDelete)(tls, systemAddress, name, syncDirectory)
}

func diskClose(tls *libc.TLS, file uintptr) int32 {
	h, _ := handles.LoadAndDelete(file)
	return call[closeFunc](h.(handle).system.FxClose)(tls, file)
}

// locked finds an open file and locks its disk.
func locked(file uintptr) (h handle, unlock func()) {
	found, _ := handles.Load(file)
	h = found.(handle)
	h.disk.mu.Lock()
	return h, h.disk.mu.Unlock
}

func diskWrite(tls *libc.TLS, file, data uintptr, n int32, offset int64) int32 {
	h, unlock := locked(file)
	defer unlock()
	code, torn := h.disk.fails(write)
	if torn {
		n /= 2
	}
	if code == sqlite3.SQLITE_OK || torn {
		if rc := call[writeFunc](h.system.FxWrite)(tls, file, data, n, offset); rc != sqlite3.SQLITE_OK {
			return rc
		}
		h.image.write(offset, unsafe.Slice(at[byte](data), n))
	}
	return code
}

func diskTruncate(tls *libc.TLS, file uintptr, size int64) int32 {
	h, unlock := locked(file)
	defer unlock()
	if code, _ := h.disk.fails(write); code != sqlite3.SQLITE_OK {
		return sqlite3.SQLITE_IOERR_TRUNCATE
	}
	rc := call[truncateFunc](h.system.FxTruncate)(tls, file, size)
	if rc == sqlite3.SQLITE_OK {
		h.image.truncate(size)
	}
	return rc
}

// diskSync does not reach the real disk: whether it would have kept something is
// what the image is for.
func diskSync(_ *libc.TLS, file uintptr, _ int32) int32 {
	h, unlock := locked(file)
	defer unlock()
	code, _ := h.disk.fails(syncing)
	h.image.sync(code == sqlite3.SQLITE_OK)
	return code
}

func diskMalloc(tls *libc.TLS, n int32) uintptr {
	if noMemory(tls) {
		return 0
	}
	return call[mallocFunc](systemMemory.FxMalloc)(tls, n)
}

func diskRealloc(tls *libc.TLS, p uintptr, n int32) uintptr {
	if noMemory(tls) {
		return 0
	}
	return call[reallocFunc](systemMemory.FxRealloc)(tls, p, n)
}

func noMemory(tls *libc.TLS) bool {
	d, ok := starved.Load(tls)
	if !ok {
		return false
	}
	d.(*disk).mu.Lock()
	defer d.(*disk).mu.Unlock()
	code, _ := d.(*disk).fails(allocate)
	return code != sqlite3.SQLITE_OK
}
