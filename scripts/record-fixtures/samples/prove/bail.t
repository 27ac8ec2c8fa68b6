use strict;
use warnings;
use Test::More tests => 3;

ok(1, 'begins');
BAIL_OUT('the till is gone');
