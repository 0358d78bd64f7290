package wording

import "slices"

// Percentages are whole shares of a sum that add up to 100: those that lose most
// by rounding down are rounded up. All are 0 when the sum is.
func Percentages(counts []int) []int {
	sum := 0
	for _, c := range counts {
		sum += c
	}
	shares := make([]int, len(counts))
	if sum == 0 {
		return shares
	}
	order := make([]int, len(counts))
	left := 100
	for i, c := range counts {
		order[i], shares[i] = i, 100*c/sum
		left -= shares[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return 100*counts[b]%sum - 100*counts[a]%sum })
	for _, i := range order[:left] {
		shares[i]++
	}
	return shares
}
