// Package localcen calls CEN with nothing but the standard library.
package localcen

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Client is what a call needs: where CEN is, and the key that signs.
type Client struct {
	Endpoint, KeyID, Secret string
}

// Call carries out an action, and reads its answer into a value.
func (c Client) Call(action string, parameters map[string]string, answer any) error {
	nonce := make([]byte, 16)
	if _, err := rand.Read(nonce); err != nil {
		return err
	}
	form := url.Values{
		"Action":           {action},
		"Version":          {"2017-09-12"},
		"Format":           {"JSON"},
		"AccessKeyId":      {c.KeyID},
		"SignatureMethod":  {"HMAC-SHA1"},
		"SignatureVersion": {"1.0"},
		"SignatureNonce":   {hex.EncodeToString(nonce)},
		"Timestamp":        {time.Now().UTC().Format("2006-01-02T15:04:05Z")},
	}
	for name, value := range parameters {
		form.Set(name, value)
	}
	mac := hmac.New(sha1.New, []byte(c.Secret+"&"))
	// Values are encoded in the order of their names; spaces as %20, not as the plus sign of forms.
	text := strings.ReplaceAll(form.Encode(), "+", "%20")
	fmt.Fprintf(mac, "POST&%%2F&%s", url.QueryEscape(text))
	form.Set("Signature", base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	response, err := http.PostForm(c.Endpoint, form)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		var refusal struct{ Code, Message string }
		if err := json.NewDecoder(response.Body).Decode(&refusal); err != nil {
			return err
		}
		return fmt.Errorf("%s: %s", refusal.Code, refusal.Message)
	}
	return json.NewDecoder(response.Body).Decode(answer)
}
