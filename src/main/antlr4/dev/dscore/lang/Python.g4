// Python as layers are written in it, a logical line at a time: blocks are put together by indentation afterwards, so that a
// line that does not parse costs no line before it. What else of Python there is, Refusal names.
grammar Python;

@lexer::members {
    private int brackets = 0; // inside brackets a line end is white space, as in Python
}

// one statement and what ends it
small : statement end ;
end   : NEWLINE | ';' | EOF ;

// what opens a block, its colon included
header
    : 'def' NAME '(' parameters? ')' ('->' expression)? ':'                  # definition
    | 'class' NAME ('(' (argument (',' argument)* ','?)? ')')? ':'           # classDefinition
    | word=('if' | 'elif' | 'while') expression ':'                          # condition
    | 'else' ':'                                                             # otherwise
    | 'for' targets 'in' expressions ':'                                     # forHeader
    ;

statement
    : expressions (('=' expressions)+ | operator=AUGMENTED expressions | annotation)?  # store
    | 'pass'                                                                 # passing
    | 'break'                                                                # breaking
    | 'continue'                                                             # continuing
    | 'return' expressions?                                                  # returning
    | 'import' module (',' module)*                                          # importing
    | 'from' '.'* '...'? dotted? 'import' ('*' | imported (',' imported)* ','? | '(' imported (',' imported)* ','? ')')  # importingFrom
    | 'assert' expression (',' expression)?                                  # asserting
    | 'raise' (expression ('from' expression)?)?                             # raising
    | word=('global' | 'nonlocal') NAME (',' NAME)*                          # declaring
    | 'del' expressions                                                      # deleting
    ;

annotation : ':' expression ('=' expressions)? ;
module     : dotted ('as' NAME)? ;
dotted     : NAME ('.' NAME)* ;
imported   : NAME ('as' NAME)? ;
parameters : parameter (',' parameter)* ','? ;
parameter  : sign=('*' | '**')? NAME (':' expression)? ('=' expression)? | '*' | '/' ;

// names, entries and attributes that are given a value
targets    : target (',' target)* ','? ;
target     : '*'? primary ;

// one value, or a tuple of several
expressions : item (',' item)* ','? ;
item        : '*'? expression ;

expression
    : operand ('if' operand 'else' expression)?                              # choice
    | 'lambda' lambdaParameters? ':' expression                              # lambda
    ;
lambdaParameters : lambdaParameter (',' lambdaParameter)* ;
lambdaParameter  : sign=('*' | '**')? NAME ('=' expression)? ;

// tighter binding first
operand
    : primary                                                                # plain
    | <assoc=right> operand '**' operand                                     # power
    | operator=('-' | '+' | '~') operand                                     # sign
    | operand operator=('*' | '/' | '//' | '%' | '@') operand                # product
    | operand operator=('+' | '-') operand                                   # sum
    | operand operator=('<<' | '>>') operand                                 # shift
    | operand '&' operand                                                    # bitAnd
    | operand '^' operand                                                    # bitXor
    | operand '|' operand                                                    # bitOr
    | operand comparator operand                                             # comparison
    | 'not' operand                                                          # not
    | operand 'and' operand                                                  # and
    | operand 'or' operand                                                   # or
    ;
comparator : '<' | '<=' | '>' | '>=' | '==' | '!=' | 'in' | 'not' 'in' | 'is' 'not' | 'is' ;

primary
    : NUMBER                                                                 # number
    | NAME                                                                   # name
    | STRING+                                                                # string
    | '...'                                                                  # ellipsis
    | '(' (item (loops | (',' item)* ','?))? ')'                             # parentheses
    | '[' (item (loops | (',' item)* ','?))? ']'                             # list
    | '{' (entry (loops | (',' entry)* ','?))? '}'                           # braces
    | primary '.' NAME                                                       # attribute
    | primary '(' (argument (',' argument)* ','?)? ')'                       # call
    | primary '[' subscript (',' subscript)* ','? ']'                        # index
    ;

entry      : expression (':' expression)? | '**' expression ;
loops      : loop+ ;
loop       : 'for' targets 'in' operand ('if' operand)* ;
argument   : (NAME '=')? expression loops? | sign=('*' | '**') expression ;
subscript  : expression (':' expression? (':' expression?)?)? | ':' expression? (':' expression?)? | '*' expression ;

AUGMENTED  : '+=' | '-=' | '*=' | '/=' | '@=' | '**=' | '//=' | '%=' | '&=' | '|=' | '^=' | '<<=' | '>>=' ;
// Python's own words and signs that the language has not
KEYWORD    : 'async' | 'await' | 'except' | 'finally' | 'try' | 'with' | 'yield' ;
SIGN       : ':=' ;
STRING     : [bBfFrRuU]? [bBfFrRuU]? ( '\'\'\'' .*? '\'\'\'' | '"""' .*? '"""' | '\'' SHORT_A* '\'' | '"' SHORT_B* '"' ) ;
fragment SHORT_A : ~['\\\r\n] | '\\' ('\r'? '\n' | ~[\r\n]) ;
fragment SHORT_B : ~["\\\r\n] | '\\' ('\r'? '\n' | ~[\r\n]) ;
NAME       : [\p{L}_] [\p{L}\p{Mn}\p{Nd}_]* ;
NUMBER     : '0' [xX] [0-9a-fA-F_]+ | ([0-9] [0-9_]* ('.' ([0-9] [0-9_]*)?)? | '.' [0-9] [0-9_]*) ([eE] [+-]? [0-9]+)? ;
OPEN       : '(' { brackets++; } ;
CLOSE      : ')' { brackets--; } ;
OPEN_INDEX : '[' { brackets++; } ;
CLOSE_INDEX : ']' { brackets--; } ;
OPEN_SET   : '{' { brackets++; } ;
CLOSE_SET  : '}' { brackets--; } ;
NEWLINE    : '\r'? '\n' { if (brackets > 0) skip(); } ;
COMMENT    : '#' ~[\r\n]* -> skip ;
CONTINUED  : '\\' '\r'? '\n' -> skip ;
// a byte order mark is one that an editor on Windows puts before a file
BLANK      : [ \t\f\uFEFF]+ -> skip ;
OTHER      : . ;
