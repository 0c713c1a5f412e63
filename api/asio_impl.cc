// The one compilation of Asio and Beast; all other files of this library only see declarations.
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
