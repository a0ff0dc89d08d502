// The subset of NumPy in which people write layers. What else of Python is refused is named by Construct.
grammar Numpy;

@lexer::members {
    private int brackets = 0; // inside brackets a line end is white space, as in Python
}

// one statement and what ends it. Which of the two a statement is, is seen before it is parsed: to a parser that reads
// from the left, the sign of a store comes after any number of brackets
stored     : store end ;
line       : statement end ;
end        : NEWLINE | ';' | EOF ;

store
    : targets '=' value=expressions                                 # assignment
    | NAME operator=('+=' | '-=' | '*=' | '/=') value=expressions   # update
    | NAME '[' subscript (',' subscript)* ','? ']'
          operator=('=' | '+=' | '-=' | '*=' | '/=') value=expressions  # entriesUpdate
    ;
statement
    : 'import' module ('as' NAME)?                                  # importing
    | 'from' module 'import' imported (',' imported)*               # importing
    | 'pass'                                                        # passing
    | expressions                                                   # bare
    ;
module     : NAME ('.' NAME)* ;
imported   : NAME ('as' NAME)? ;
targets    : NAME (',' NAME)* ','? ;

// one value, or a tuple of several
expressions : expression (',' expression)* ','? ;

// tighter binding first, as in Python
expression
    : NUMBER                                                        # number
    | NAME                                                          # name
    | STRING+                                                       # string
    | '(' expressions? ')'                                          # parentheses
    | expression '.' NAME                                           # attribute
    | expression '(' (argument (',' argument)* ','?)? ')'           # call
    | expression '[' subscript (',' subscript)* ','? ']'            # index
    | <assoc=right> expression '**' expression                      # power
    | operator=('-' | '+') expression                               # sign
    | expression operator=('*' | '/' | '@') expression              # product
    | expression operator=('+' | '-') expression                    # sum
    | expression operator=('<' | '<=' | '>' | '>=' | '==' | '!=') expression  # comparison
    ;

argument   : (NAME '=')? expression ;
subscript  : expression (':' expression? (':' expression?)?)? | ':' expression? (':' expression?)? | '...' ;

// one rule of the table of derivatives: signature, then the gradient of each argument
derivative : signature expression ('|' expression)* EOF ;
signature  : NAME '(' NAME (',' NAME)* ')'
           | NAME operator=('+' | '-' | '*' | '/' | '@' | '**' | '<' | '<=' | '>' | '>=' | '==' | '!=') NAME
           | '-' NAME
           ;

// one side of a rewrite
pattern    : expression EOF ;

// Python's own words and signs that the language has not
KEYWORD    : 'and' | 'assert' | 'async' | 'await' | 'break' | 'class' | 'continue' | 'def' | 'del' | 'elif' | 'else'
           | 'except' | 'finally' | 'for' | 'global' | 'if' | 'in' | 'is' | 'lambda' | 'nonlocal' | 'not' | 'or'
           | 'raise' | 'return' | 'try' | 'while' | 'with' | 'yield' ;
SIGN       : '//' | '%' | '&' | '|' | '^' | '~' | '<<' | '>>' | '**=' | '@=' | '//=' | '%=' | '&=' | '|=' | '^='
           | '<<=' | '>>=' | ':=' | '->' ;
STRING     : [bBfFrRuU]? [bBfFrRuU]? ( '\'\'\'' .*? '\'\'\'' | '"""' .*? '"""' | '\'' SHORT_A* '\'' | '"' SHORT_B* '"' ) ;
fragment SHORT_A : ~['\\\r\n] | '\\' ('\r'? '\n' | ~[\r\n]) ;
fragment SHORT_B : ~["\\\r\n] | '\\' ('\r'? '\n' | ~[\r\n]) ;
NAME       : [A-Za-z_] [A-Za-z_0-9]* ;
NUMBER     : ([0-9]+ ('.' [0-9]*)? | '.' [0-9]+) ([eE] [+-]? [0-9]+)? ;
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
