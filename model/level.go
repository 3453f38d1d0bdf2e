package model

// A Level is a small rating: impact, urgency and risk run from 1 high to 3 low, business and customer impact from 1
// least to 5 greatest. Zero is not rated.
type Level uint8

// A Priority runs from 1 critical to 5 planning. Zero is not known yet.
type Priority uint8

// The matrix gives the priority of each impact and urgency, both from 1 high to 3 low.
// Source: the base system of ServiceNow, "def-prio-lookup-rules"; symmetric and monotone in both.
var matrix = [3][3]Priority{
	{1, 2, 3},
	{2, 3, 4},
	{3, 4, 5},
}

// PriorityOf looks the priority up in the matrix. It is 0 while impact or urgency is missing or out of range.
func PriorityOf(impact, urgency Level) Priority {
	if impact < 1 || impact > 3 || urgency < 1 || urgency > 3 {
		return 0
	}
	return matrix[impact-1][urgency-1]
}
