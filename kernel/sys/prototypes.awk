# SPDX-License-Identifier: GPL-2.0
#
# usage: awk -f prototypes.awk SYS.RS [OTHER.RS ...] > prototypes.h
#
# Writes in C what sys.rs declares of C's functions, for layout.c to include. It is a second declaration beside the
# header's, and a compiler refuses two that differ. There is one for
#
#   extern "C" { fn ...; static ...; }          each function and variable
#   type NAME = unsafe extern "C" fn(...);      each field of a C struct that has this type; where a parameter has it, it
#                                               is a part of that function's declaration
#   the same in `mod probe`                     what the tracepoint of this name calls
#
# C takes two declarations for the same if their integers have the same type, their structs the same tag, and if what a
# pointer points to is const in both or in neither. What kCFI hashes of a prototype is the tags, that const, and of
# integers width and sign (CONFIG_CFI_ICALL_NORMALIZE_INTEGERS, which Rust under kCFI depends on). So what is the same to C
# has the same hash, but for an enum, which C takes for an integer: gcc warns of that, and Kbuild makes it an error. Of a
# #[repr(C)] struct rustc hashes the name, which is the tag here.
#
# What cannot be read is an error, and so is a word that declares something without having led to a comparison. In other
# files than sys.rs, `extern` defines functions and names types of pointers to them only: where C gets such a function,
# sys.rs has its type, and rustc compares the two.

BEGIN {
	count = split("c_void c_char c_int c_uint c_long c_ulong bool u8 u16 u32 u64 i8 i16 i32 i64 usize isize", rust, " ")
	split("void,char,int,unsigned int,long,unsigned long,bool,u8,u16,u32,u64,s8,s16,s32,s64,size_t,ssize_t", c, ",")
	for (i = 1; i <= count; i++)
		scalar[rust[i]] = c[i]
	# A union that has no name in C.
	holder["genl_run"] = "genl_split_ops"
}

function refuse(what) {
	printf "%s:%d: error: %s\n", FILENAME, line, what > "/dev/stderr"
	failed = 1
}

# A type in C, where each star and const follows the type that it applies to.
function type(rust,    stars) {
	while (match(rust, /^\*(mut|const) /)) {
		stars = (rust ~ /^\*const/ ? " const *" : " *") stars
		rust = substr(rust, RLENGTH + 1)
	}
	if (rust in scalar)
		return scalar[rust] stars
	if (rust in callback) {
		callback[rust]--
		return "rust_" rust " *" stars
	}
	if (rust !~ /^[a-z_][a-z0-9_]*$/) {
		refuse("no type of C: " rust)
		rust = "refused"
	}
	return "struct " rust stars
}

# A function in C, from what follows its name in Rust: (PARAMETERS) or (PARAMETERS) -> RESULT.
function prototype(name, rust,    result, count, parameter, i, text) {
	result = "void"
	if (split(rust, parameter, " -> ") == 2)
		result = type(parameter[2])
	count = split(substr(parameter[1], 2, length(parameter[1]) - 2), parameter, ", ")
	for (i = 1; i <= count; i++) {
		sub(/^[a-z_][a-z0-9_]*: /, "", parameter[i])
		text = text (i > 1 ? ", " : "") type(parameter[i])
	}
	return result " " name "(" (count ? text : "void") ")"
}

# The first repeats C's declaration, and is an error where there is none.
function compare(name, theirs, ours) {
	printf "#line %d \"%s\"\nextern typeof(%s) %s; extern %s;\n", line, FILENAME, theirs, name, ours
}

# A declaration as one line, without its semicolon.
function declaration(rust,    signature, word, name) {
	signature = "\\([^()]*\\)( -> [^()]+)?$"
	gsub(/[ \t]+/, " ", rust)
	gsub(/\( /, "(", rust)
	gsub(/,? \)/, ")", rust)
	sub(/^ /, "", rust)
	sub(/^pub\(crate\) /, "", rust)
	sub(/^safe /, "", rust)
	if (inside == "extern" && rust ~ /^#\[link_name = "[a-z0-9_]+"\] pub\(crate\) static [A-Z0-9_]+: [^ ]+$/) {
		split(rust, word, /"|: /)
		declared--
		compare(word[2], word[2], type(word[4]) " " word[2])
	} else if (inside == "extern" && rust ~ "^fn [a-z0-9_]+" signature) {
		name = substr(rust, 4, index(rust, "(") - 4)
		declared--
		compare(name, name, prototype("(" name ")", substr(rust, index(rust, "("))))
	} else if (inside != "extern" && rust ~ "^type [a-z0-9_]+ = unsafe extern \"C\" fn" signature) {
		name = substr(rust, 6, index(rust, " =") - 6)
		rust = substr(rust, index(rust, "("))
		externs--
		if (inside == "probe") {
			compare("rust_probe_" name, "check_trace_callback_type_" name, \
				"void rust_probe_" name "(" prototype("(*)", rust) ")")
		} else {
			printf "#line %d \"%s\"\ntypedef %s;\n", line, FILENAME, prototype("rust_" name, rust)
			callback[name] = 0
		}
	} else {
		refuse("cannot be read: " rust)
	}
}

{ sub(/[ \t]*(\/\/.*)?$/, "") }

/^$/ { next }

FNR != NR {
	line = FNR
	gsub(/unsafe extern "C" fn/, "")
	if ($0 ~ /(^|[^a-z0-9_])extern([^a-z0-9_]|$)/)
		refuse("declarations of C are those of sys.rs")
	next
}

# Counted here, and down again where they are compared: nothing is left at the end.
{
	count = split($0, word, /[^A-Za-z0-9_]+/)
	for (i = 1; i <= count; i++) {
		if (word[i] == "extern")
			externs++
		else if (inside == "extern" && (word[i] == "fn" || word[i] == "static"))
			declared++
		else if (word[i] in callback) {
			callback[word[i]]++
			uses[word[i]]++
		}
	}
}

text == "" { line = FNR }

/^unsafe extern "C" \{$/ { inside = "extern"; externs--; next }
/^pub\(crate\) mod probe \{$/ { inside = "probe"; next }
/^    struct [a-z0-9_]+ \{$/ { inside = $2; next }
/^pub\(crate\) union [a-z0-9_]+ \{$/ { inside = $3 in holder ? holder[$3] : $3; next }
/^ *\}$/ {
	if (text != "")
		refuse("cannot be read: " text)
	inside = text = ""
	next
}

inside == "extern" || text != "" || /^ *pub\(crate\) type / {
	text = text " " $0
	if (sub(/;$/, "", text)) {
		declaration(text)
		text = ""
	}
	next
}

# A field: `name: type,`.
inside != "" && /^ *(pub\(crate\) )?[a-z0-9_]+: .*,$/ {
	split($0, word, ":")
	name = word[1]
	sub(/.* /, "", name)
	type_name = word[2]
	gsub(/^ (Option<)?|>?,$/, "", type_name)
	if (type_name in callback) {
		callback[type_name]--
		compare(inside "_" name, "*((struct " inside " *)0)->" name, "rust_" type_name " " inside "_" name)
	}
}

END {
	line = FNR
	for (name in callback)
		if (callback[name] || !uses[name])
			refuse("the type " name " is used " uses[name] + 0 " times and compared " uses[name] - callback[name] " times")
	if (externs || declared)
		refuse(externs " times `extern` and " declared " declarations are compared with nothing")
	exit failed
}
