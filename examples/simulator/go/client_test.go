package localcen

import (
	"strings"
	"testing"
)

func TestAnInstance(t *testing.T) {
	cen := Client{startSimulator(t), "simulator-key-id", "simulator-key-secret"}
	var made struct{ CenId string }
	if err := cen.Call("CreateCen", map[string]string{"Name": "made by go"}, &made); err != nil {
		t.Fatal(err)
	}
	var listed struct {
		Cens struct {
			Cen []struct{ CenId, Name string }
		}
	}
	if err := cen.Call("DescribeCens", nil, &listed); err != nil {
		t.Fatal(err)
	}
	if seen := listed.Cens.Cen; len(seen) != 1 || seen[0].CenId != made.CenId || seen[0].Name != "made by go" {
		t.Errorf("listed: %+v", seen)
	}
}

func TestThrottling(t *testing.T) {
	cen := Client{startSimulator(t, "--fault", "DescribeCens:throttle*1"), "simulator-key-id", "simulator-key-secret"}
	var answer struct{}
	if err := cen.Call("DescribeCens", nil, &answer); err == nil || !strings.HasPrefix(err.Error(), "Throttling.User") {
		t.Errorf("the first call: %v", err)
	}
	if err := cen.Call("DescribeCens", nil, &answer); err != nil {
		t.Errorf("the second call: %v", err)
	}
}
