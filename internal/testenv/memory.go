package testenv

import (
	"os"
	"regexp"
	"strconv"
)

// Resident is what a process holds of the machine's memory, in MB; 0 where /proc does
// not tell.
func Resident(pid int) float64 { return memory(strconv.Itoa(pid), "VmRSS") }

// MostResident is the most that this process held since ForgetMost, in MB; 0 where
// /proc does not tell.
func MostResident() float64 { return memory("self", "VmHWM") }

// ForgetMost has MostResident begin anew.
func ForgetMost() { _ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0o200) } // man 5 proc

func memory(process, which string) float64 {
	status, _ := os.ReadFile("/proc/" + process + "/status")
	found := regexp.MustCompile(which + `:\s+(\d+) kB`).FindSubmatch(status)
	if found == nil {
		return 0
	}
	kB, _ := strconv.ParseFloat(string(found[1]), 64)
	return kB / 1e3
}
