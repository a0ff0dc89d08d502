// The subset of NumPy in which people write layers.
grammar Numpy;

@lexer::members {
    private int brackets = 0; // inside brackets a line end is white space, as in Python
}

program    : separator* (statement (separator+ statement)*)? separator* EOF ;
separator  : NEWLINE | ';' ;

statement
    : targets '=' value=expressions                                 # assignment
    | NAME operator=('+=' | '-=' | '*=' | '/=') value=expressions   # update
    | NAME '[' subscript (',' subscript)* ','? ']'
          operator=('=' | '+=' | '-=' | '*=' | '/=') value=expressions  # entriesUpdate
    | 'import' NAME ('.' NAME)* ('as' NAME)?                        # importing
    | 'from' NAME ('.' NAME)* 'import' NAME (',' NAME)*             # importing
    ;
targets    : NAME (',' NAME)* ','? ;

// one value, or a tuple of several
expressions : expression (',' expression)* ','? ;

// tighter binding first, as in Python
expression
    : NUMBER                                                        # number
    | NAME                                                          # name
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
subscript  : expression | expression? ':' expression? (':' expression?)? ;

// one rule of the table of derivatives: signature, then the gradient of each argument
derivative : signature expression ('|' expression)* EOF ;
signature  : NAME '(' NAME (',' NAME)* ')'
           | NAME operator=('+' | '-' | '*' | '/' | '@' | '**' | '<' | '<=' | '>' | '>=' | '==' | '!=') NAME
           | '-' NAME
           ;

NAME       : [A-Za-z_] [A-Za-z_0-9]* ;
NUMBER     : ([0-9]+ ('.' [0-9]*)? | '.' [0-9]+) ([eE] [+-]? [0-9]+)? ;
OPEN       : '(' { brackets++; } ;
CLOSE      : ')' { brackets--; } ;
OPEN_INDEX : '[' { brackets++; } ;
CLOSE_INDEX : ']' { brackets--; } ;
NEWLINE    : '\r'? '\n' { if (brackets > 0) skip(); } ;
COMMENT    : '#' ~[\r\n]* -> skip ;
CONTINUED  : '\\' '\r'? '\n' -> skip ;
BLANK      : [ \t\f]+ -> skip ;
OTHER      : . ;
