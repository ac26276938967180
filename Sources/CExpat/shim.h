// libexpat, linked statically.
#pragma once
#include <expat.h>
