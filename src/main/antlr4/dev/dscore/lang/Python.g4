// Python 3.12, a logical line at a time: blocks are put together by indentation afterwards, so that a line that does not parse
// costs no line before it. What the language has not is parsed, too, and refused by name where the tree is built: what does not
// parse here is an error in Python. Only `match` and `case`, which are names elsewhere, are found by Blocks.
grammar Python;

@lexer::members {
    private int brackets = 0; // inside brackets a line end is white space, as in Python
}

// one statement and what ends it
small : statement end ;
end   : NEWLINE | ';' | EOF ;

// what opens a block, its colon included
header
    : 'def' NAME typeParameters? '(' parameters? ')' ('->' expression)? ':'  # definition
    | 'class' NAME typeParameters? ('(' (argument (',' argument)* ','?)? ')')? ':'  # classDefinition
    | word=('if' | 'elif' | 'while') expression ':'                          # condition
    | 'else' ':'                                                             # otherwise
    | 'for' targets 'in' expressions ':'                                     # forHeader
    | 'try' ':'                                                              # trying
    | 'except' '*'? (expression ('as' NAME)?)? ':'                           # excepting
    | 'finally' ':'                                                          # finishing
    | 'with' ('(' managed (',' managed)* ','? ')' | managed (',' managed)*) ':'  # managing
    | 'async' header                                                         # asynchronous
    ;
managed    : expression ('as' target)? ;
decorator  : '@' expression end ;
typeParameters : '[' typeParameter (',' typeParameter)* ','? ']' ;
typeParameter  : ('*' | '**')? NAME (':' expression)? ('=' expression)? ;

statement
    : expressions (('=' assigned)+ | operator=AUGMENTED assigned | annotation)?  # store
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
    | generating                                                             # yielding
    | word=NAME NAME typeParameters? '=' expression                          # aliasing
    ;

assigned   : expressions | generating ;
generating : 'yield' ('from' expression | expressions)? ;
annotation : ':' expression ('=' assigned)? ;
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
    | NAME ':=' expression                                                   # naming
    ;
lambdaParameters : lambdaParameter (',' lambdaParameter)* ','? ;
lambdaParameter  : sign=('*' | '**')? NAME ('=' expression)? | '*' | '/' ;

// tighter binding first
operand
    : primary                                                                # plain
    | 'await' primary                                                        # awaiting
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
    | '(' generating ')'                                                     # generator
    | '[' (item (loops | (',' item)* ','?))? ']'                             # list
    | '{' (entry (loops | (',' entry)* ','?))? '}'                           # braces
    | primary '.' NAME                                                       # attribute
    | primary '(' (argument (',' argument)* ','?)? ')'                       # call
    | primary '[' subscript (',' subscript)* ','? ']'                        # index
    ;

entry      : expression (':' expression)? | '**' expression ;
loops      : loop+ ;
loop       : 'async'? 'for' targets 'in' operand ('if' operand)* ;
argument   : (NAME '=')? expression loops? | sign=('*' | '**') expression ;
subscript  : expression (':' expression? (':' expression?)?)? | ':' expression? (':' expression?)? | '*' expression ;

AUGMENTED  : '+=' | '-=' | '*=' | '/=' | '@=' | '**=' | '//=' | '%=' | '&=' | '|=' | '^=' | '<<=' | '>>=' ;
STRING     : [bBfFrRuU]? [bBfFrRuU]? ( '\'\'\'' .*? '\'\'\'' | '"""' .*? '"""' | '\'' SHORT_A* '\'' | '"' SHORT_B* '"' ) ;
fragment SHORT_A : ~['\\\r\n] | '\\' ('\r'? '\n' | ~[\r\n]) ;
fragment SHORT_B : ~["\\\r\n] | '\\' ('\r'? '\n' | ~[\r\n]) ;
NAME       : [\p{L}_] [\p{L}\p{Mn}\p{Nd}_]* ;
NUMBER     : '0' [xX] [0-9a-fA-F_]+ | '0' [oO] [0-7_]+ | '0' [bB] [01_]+
           | ([0-9] [0-9_]* ('.' ([0-9] [0-9_]*)?)? | '.' [0-9] [0-9_]*) ([eE] [+-]? [0-9]+)? [jJ]? ;
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
