// What a question may look like. Left out: maps, drawing and image maps (heavy), printed copies of texts (they write
// answers into the page as HTML), and every date and time field but the browser's own.
import note from "enketo-core/src/widget/note/notewidget";
import Desktop from "enketo-core/src/widget/select-desktop/selectpicker";
import mobile from "enketo-core/src/widget/select-mobile/selectpicker";
import autocomplete from "enketo-core/src/widget/select-autocomplete/autocomplete";
import textarea from "enketo-core/src/widget/textarea/textarea";
import table from "enketo-core/src/widget/table/tablewidget";
import radio from "enketo-core/src/widget/radio/radiopicker";
import media from "enketo-core/src/widget/select-media/select-media";
import Picker from "enketo-core/src/widget/file/filepicker";
import likert from "enketo-core/src/widget/select-likert/likertitem";
import columns from "enketo-core/src/widget/columns/columns";
import image from "enketo-core/src/widget/big-image/image-viewer";
import comment from "enketo-core/src/widget/comment/commentwidget";
import range from "enketo-core/src/widget/range/range-widget";
import rank from "enketo-core/src/widget/rank/rank-widget";
import url from "enketo-core/src/widget/url/url-widget";
import longest from "enketo-core/src/widget/text-max/text-max";
import ios from "enketo-core/src/widget/date-native-ios/datepicker-native-ios";
import rating from "enketo-core/src/widget/rating/rating";
import thousands from "enketo-core/src/widget/thousands-sep/thousands-sep";
import decimal from "enketo-core/src/widget/number-input/decimal-input";
import integer from "enketo-core/src/widget/number-input/integer-input";
import { Month, Year } from "./dates";
import Place from "./place";

// A drawing or a signature is asked as a picture: a photo of the paper does.
class Files extends Picker {
  static get selector() {
    return '.question input[type="file"]';
  }
}

// One choice of a list is the browser's own field, for keyboards and screen readers; several of them are ticked.
class Several extends Desktop {
  static get selector() {
    return ".question select[multiple]";
  }
}

export default [
  ...[note, Several, mobile, autocomplete, textarea, table, radio, Month, Year, media, Files, likert, columns, image],
  ...[comment, range, rank, url, longest, ios, rating, thousands, decimal, integer, Place],
];
