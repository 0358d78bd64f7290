package policies

import (
	"os"
	"os/exec"
	"syscall"
	"time"
)

// apart keeps the process that checks from outliving this one.
func apart(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// confine sets the limits of this very process. RLIMIT_DATA counts what is written
// to; RLIMIT_AS would count what the Go runtime has only reserved.
func confine(l CheckLimits) error {
	memory, cpu := uint64(l.Memory), uint64(max(1, l.CPU/time.Second))
	for resource, limit := range map[int]syscall.Rlimit{
		syscall.RLIMIT_DATA:  {Cur: memory, Max: memory},
		syscall.RLIMIT_CPU:   {Cur: cpu, Max: cpu},
		syscall.RLIMIT_CORE:  {},
		syscall.RLIMIT_FSIZE: {},
	} {
		if err := syscall.Setrlimit(resource, &limit); err != nil {
			return os.NewSyscallError("setrlimit", err)
		}
	}
	return nil
}
